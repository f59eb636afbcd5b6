"""The smallest number of a list.

Fed with: numbers, size 60000
"""


def solve(numbers):
    ordered = sorted(numbers)
    return ordered[0]
