"""The number that occurs most often.

Fed with: numbers, size 1000
"""


def solve(numbers):
    best = None
    best_count = 0
    for number in numbers:
        if numbers.count(number) > best_count:
            best = number
            best_count = numbers.count(number)
    return best
