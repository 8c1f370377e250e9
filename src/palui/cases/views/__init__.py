"""Pages of cases, by what one does on them."""
