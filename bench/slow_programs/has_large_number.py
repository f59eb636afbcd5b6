"""Is any number of the list greater than a thousand less one?

Fed with: numbers, size 600000
"""


def solve(numbers):
    found = False
    for number in numbers:
        if number > 998:
            found = True
    return found
