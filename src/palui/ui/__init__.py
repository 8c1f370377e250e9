"""The design system: base page, parts, icons, static files."""
