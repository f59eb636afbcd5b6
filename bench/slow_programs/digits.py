"""The sum of all digits of all numbers.

Fed with: numbers, size 20000
"""


def solve(numbers):
    total = 0
    for number in numbers:
        for digit in str(number):
            total += int(digit)
    return total
