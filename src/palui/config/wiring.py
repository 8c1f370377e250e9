"""Fills every port and installs the flow: the only place that knows adapters."""


def wire() -> None:
    """Called once, when Django is ready."""
