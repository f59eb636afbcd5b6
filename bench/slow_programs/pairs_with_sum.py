"""All pairs of numbers that add up to a thousand.

Fed with: numbers, size 2000
"""


def solve(numbers):
    pairs = []
    for a in numbers:
        if 1000 - a in numbers:
            pairs.append((a, 1000 - a))
    return pairs
