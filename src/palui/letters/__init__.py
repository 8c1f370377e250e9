"""ANSWER: numbering, rendering, signing, revoking and verifying letters."""
