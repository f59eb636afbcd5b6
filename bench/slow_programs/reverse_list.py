"""A list from its end to its beginning.

Fed with: numbers, size 15000
"""


def solve(numbers):
    result = []
    for number in numbers:
        result.insert(0, number)
    return result
