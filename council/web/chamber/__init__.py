"""Pages and acts of signed-in people."""
