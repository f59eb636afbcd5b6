"""Evolution of a user's program with an evaluator: candidates, scores, search, and durable runs."""
