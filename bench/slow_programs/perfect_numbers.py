"""The perfect numbers up to n.

Fed with: number, size 1000
"""


def solve(n):
    perfect = []
    for number in range(2, n):
        total = 0
        for divisor in range(1, number):
            if number % divisor == 0:
                total = total + divisor
        if total == number:
            perfect.append(number)
    return perfect
