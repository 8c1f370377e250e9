"""One run of all measures."""

from palui.bench.services.running import measure_here

__all__ = ["measure_here"]
