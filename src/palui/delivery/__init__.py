"""HANDED OVER: telling people, by inbox and e-mail."""
