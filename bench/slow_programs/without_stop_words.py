"""A text without the words that mean nothing.

Fed with: words, size 20000
"""


def solve(words):
    stop_words = [
        "aa",
        "ab",
        "ac",
        "ad",
        "ae",
        "af",
        "ag",
        "ba",
        "bb",
        "bc",
        "bd",
        "be",
        "bf",
        "ca",
        "cb",
        "cc",
        "cd",
        "ce",
        "cf",
        "da",
        "db",
        "dc",
        "dd",
        "de",
        "df",
        "ea",
    ]
    result = ""
    for word in words:
        if word not in stop_words:
            result += word + " "
    return result
