"""What is lawful, and why not: pure Python without clock, database, web or chance."""
