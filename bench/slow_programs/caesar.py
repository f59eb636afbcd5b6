"""A text in Caesar's cipher.

Fed with: text, size 50000
"""


def solve(text):
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    result = ""
    for letter in text:
        if letter in alphabet:
            result = result + alphabet[(alphabet.index(letter) + 3) % len(alphabet)]
        else:
            result = result + letter
    return result
