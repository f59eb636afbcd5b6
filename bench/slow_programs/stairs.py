"""In how many ways can one climb n stairs, one, two or three at a time?

Fed with: small number, size 20
"""


def ways(n):
    if n < 0:
        return 0
    if n == 0:
        return 1
    return ways(n - 1) + ways(n - 2) + ways(n - 3)


def solve(n):
    return ways(n)
