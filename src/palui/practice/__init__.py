"""The practice city: a synthetic, deterministic population with history."""
