"""The archive's own files: the script that recomputes a poll, and what to read first.

``replay.py`` is handed out as it lies here. It knows nothing of the program, and the program
imports nothing of it: that two who never met find the same is what it is worth.
"""
