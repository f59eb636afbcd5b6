"""Scores a program: how near its answer for 2 is to 34."""

import importlib.util


def evaluate(program_path: str) -> dict[str, float]:
    """Return the program's score, at most 0."""
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return {"combined_score": -abs(program.answer(2) - 34)}
