"""Scores a packing of five circles in the unit square by the sum of their radii."""

import importlib.util
import itertools
import math

from openevolve.evaluation_result import EvaluationResult

COUNT, MARGIN = 5, 1e-9


def evaluate_stage1(program_path):
    """Check that the circles lie in the square and do not overlap."""
    circles = _circles(program_path)
    problem = _problem(circles)
    return EvaluationResult({"valid": float(not problem)}, {"problem": problem})


def evaluate_stage2(program_path):
    """Sum the radii of circles that were checked."""
    circles = _circles(program_path)
    total = 0.0 if _problem(circles) else sum(radius for _, _, radius in circles)
    return EvaluationResult({"combined_score": total})


def evaluate(program_path):
    """Both stages at once, for a configuration without cascade."""
    return evaluate_stage2(program_path)


def _circles(program_path):
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return [tuple(map(float, circle)) for circle in program.pack()]


def _problem(circles):
    if len(circles) != COUNT:
        return f"there are {len(circles)} circles instead of {COUNT}"
    for x, y, radius in circles:
        if not (radius >= 0 and radius <= min(x, y, 1 - x, 1 - y) + MARGIN):
            return f"the circle at {x}, {y} with radius {radius} is not inside the square"
    for one, other in itertools.combinations(circles, 2):
        if math.dist(one[:2], other[:2]) < one[2] + other[2] - MARGIN:
            return f"the circles at {one[:2]} and {other[:2]} overlap"
    return ""
