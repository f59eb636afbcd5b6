"""The sum of the three largest numbers.

Fed with: numbers, size 60000
"""


def solve(numbers):
    total = 0
    for number in sorted(numbers, reverse=True)[:3]:
        total += number
    return total
