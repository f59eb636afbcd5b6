"""Each number as a share of their total, in percent.

Fed with: numbers, size 1500
"""


def solve(numbers):
    shares = []
    for number in numbers:
        shares.append(round(number / sum(numbers) * 100, 2))
    return shares
