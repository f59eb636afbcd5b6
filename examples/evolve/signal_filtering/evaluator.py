"""Scores a filter by its error against the clean signal and by how smooth its result is."""

import importlib.util
import math
import random

LENGTH = 200


def evaluate(program_path):
    """Filter a sine wave with noise; 1 is the best score."""
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    chance = random.Random(3)
    clean = [math.sin(n / 12) for n in range(LENGTH)]
    filtered = program.smooth([value + chance.gauss(0, 0.3) for value in clean])
    if len(filtered) != LENGTH:
        raise ValueError(f"the result has {len(filtered)} values instead of {LENGTH}")
    error = math.dist(filtered, clean) / math.sqrt(LENGTH)
    rough = sum(abs(a - b) for a, b in zip(filtered, filtered[1:])) / LENGTH
    score = 1 / (1 + 3 * error + rough)
    return {"combined_score": score, "error": error, "roughness": rough}
