"""Words grouped by their first letter.

Fed with: words, size 9000
"""


def solve(words):
    groups = {}
    for word in words:
        letter = word[0]
        if letter in groups.keys():
            groups[letter] = groups[letter] + [word]
        else:
            groups[letter] = [word]
    return groups
