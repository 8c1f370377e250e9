"""ClamAV, spoken to directly (clamd's own protocol; man clamd, section COMMANDS)."""
