"""Measuring Palui against what the machine itself can do, in a city that is thrown away afterwards."""
