"""What the pages cost: see ``make bench``."""
