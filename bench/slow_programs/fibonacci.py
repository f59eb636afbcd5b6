"""How many rabbits are there after n months?

Fed with: small number, size 25
"""


def solve(n):
    if n == 0:
        return 0
    if n == 1:
        return 1
    return solve(n - 1) + solve(n - 2)
