"""Memory: what was solved once is kept, found by nearness, and learned from."""
