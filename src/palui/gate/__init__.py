"""At the gate: how often somebody may come, and that what was asked twice is done once."""
