"""What office holders read in their signed-in work."""
