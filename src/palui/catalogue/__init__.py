"""OFFER: services as immutable numbered versions."""
