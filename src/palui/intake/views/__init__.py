"""Pages of asking: whom it is for, the questions, the files, the check before sending, the receipt."""
