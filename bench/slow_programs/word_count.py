"""How often does each word occur?

Fed with: words, size 1000
"""


def solve(words):
    counts = {}
    for word in words:
        counts[word] = words.count(word)
    return counts
