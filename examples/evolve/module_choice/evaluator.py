"""Scores a search by how few places it looks at; a wrong answer scores 0."""

import importlib.util

NUMBERS = [n * n for n in range(64)]
WANTED = (0, 50, 900, 63 * 63)


def evaluate(program_path):
    """Count the looks here, where the program cannot change the count."""
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    looks = 0

    def look(index):
        nonlocal looks
        looks += 1
        return NUMBERS[index]

    for wanted in WANTED:
        right = NUMBERS.index(wanted) if wanted in NUMBERS else -1
        if program.find(look, len(NUMBERS), wanted) != right:
            return {"combined_score": 0.0, "looks": looks}
    return {"combined_score": len(WANTED) / looks, "looks": looks}
