"""A deliberation and participation platform for residents' councils in urban communities."""
