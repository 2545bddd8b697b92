"""Word files as offices use them: read safely, checked, filled. Knows of no page and no table."""
