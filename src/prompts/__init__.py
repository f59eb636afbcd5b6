"""What is said to a language model, and how its reply is read."""
