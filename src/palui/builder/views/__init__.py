"""Pages of the builder, by what one does on them."""
