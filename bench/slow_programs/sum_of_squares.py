"""The sum of the squares of the even numbers.

Fed with: numbers, size 200000
"""


def solve(numbers):
    squares = []
    for number in numbers:
        if number % 2 == 0:
            squares.append(number**2)
    total = 0
    for square in squares:
        total = total + square
    return total
