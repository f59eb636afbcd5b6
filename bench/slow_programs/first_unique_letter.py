"""The first letter of a text that occurs only once.

Fed with: text, size 20000
"""


def solve(text):
    for letter in text:
        if text.count(letter) == 1:
            return letter
    return ""
