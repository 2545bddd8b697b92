"""The demo community: our own writing as data, and the loader that plays it."""
