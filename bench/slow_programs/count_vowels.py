"""How many vowels has a text?

Fed with: text, size 50000
"""


def solve(text):
    count = 0
    for i in range(len(text)):
        if text[i] == "a" or text[i] == "e" or text[i] == "i" or text[i] == "o" or text[i] == "u":
            count = count + 1
    return count
