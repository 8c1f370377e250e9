"""Settings, URLs and wiring: the only place that knows every adapter."""
