"""Palui: a city serves its people, from asking to a signed letter."""

__version__ = "0.1.0"
