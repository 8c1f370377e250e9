"""BUILD: drafts of services, changed, tried out and published by whoever looks after them."""
