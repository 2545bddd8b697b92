"""The demo community: our own writing, kept as data, and the loader that plays it through the services."""
