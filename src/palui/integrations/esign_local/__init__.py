"""Electronic signatures with the city's own certificates: no other system, and not certified by BSrE."""
