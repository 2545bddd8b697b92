"""The caretaker's commands."""
