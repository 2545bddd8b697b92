"""What is shown: selects turned into frozen page values; nothing here writes."""
