"""CASE: the route of steps, deadlines, corrections and decisions."""
