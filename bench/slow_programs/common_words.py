"""Which words of the first list are in the second one, too?

Fed with: two lists of words, size 1500
"""


def solve(first, second):
    common = []
    for word in first:
        if word in second:
            common.append(word)
    return common
