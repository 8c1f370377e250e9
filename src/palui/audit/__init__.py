"""Append-only record of who did and saw what, one readable sentence an action."""
