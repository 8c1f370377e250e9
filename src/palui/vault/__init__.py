"""Sealed columns and files, and the keyed index that finds them."""
