"""Rows of a table made its columns.

Fed with: table, size 500
"""


def solve(table):
    columns = []
    for i in range(len(table[0])):
        column = []
        for j in range(len(table)):
            column.append(table[j][i])
        columns.append(column)
    return columns
