"""Pure words every room may use: clock, errors, events, ports, identifiers. No framework."""
