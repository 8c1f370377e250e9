"""Events saved with the change they tell of, and delivered at least once."""
