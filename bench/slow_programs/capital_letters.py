"""Every word with a capital letter at its beginning.

Fed with: words, size 30000
"""


def solve(words):
    sentence = ""
    for i in range(len(words)):
        sentence = sentence + words[i][0].upper() + words[i][1:] + " "
    return sentence.strip()
