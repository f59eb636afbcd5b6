"""English as tasks use it: words, numbers, values, phrases, and when two tasks are the same."""
