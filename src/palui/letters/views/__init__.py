"""Pages of letters: signing, the register, verification, one's certificate."""
