"""How many numbers are above the average?

Fed with: numbers, size 1500
"""


def solve(numbers):
    count = 0
    for number in numbers:
        if number > sum(numbers) / len(numbers):
            count += 1
    return count
