"""What a person sees of all steps at once: home, search, tracking, static pages."""
