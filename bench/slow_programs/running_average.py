"""The average of all numbers so far, for each place of a list.

Fed with: numbers, size 1500
"""


def solve(numbers):
    averages = []
    for i in range(len(numbers)):
        averages.append(sum(numbers[: i + 1]) / (i + 1))
    return averages
