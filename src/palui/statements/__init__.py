"""Reads that are asked again and again: built once, then only filled in."""
