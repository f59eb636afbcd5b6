"""Each number once, in the order of its first appearance.

Fed with: numbers, size 4000
"""


def solve(numbers):
    seen = []
    for number in numbers:
        if number not in seen:
            seen.append(number)
    return seen
