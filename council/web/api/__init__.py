"""Open data beside the pages."""
