"""How many ways lead through a grid, going right and down only?

Fed with: small number, size 22
"""


def paths(row, column):
    if row == 0 or column == 0:
        return 1
    return paths(row - 1, column) + paths(row, column - 1)


def solve(n):
    return paths(n // 2, n // 2)
