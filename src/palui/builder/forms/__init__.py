"""What the pages of the builder may send, by the part of a service."""
