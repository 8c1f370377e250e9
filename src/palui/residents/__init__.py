"""The city's own register of residents and households."""
