"""Sign-in, people, and mandates that bind a person to an office and a role."""
