"""Pages of the register, by what one does on them."""
