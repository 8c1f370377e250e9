"""Making up a city: pure, and the same every time."""
