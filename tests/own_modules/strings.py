"""Works on text."""


def vowels(text: str) -> int:
    """How many vowels there are.

    >>> vowels("a quick brown fox")
    5
    """
    count = 0
    for letter in text:
        if letter in ["a", "e", "i", "o", "u"]:
            count += 1
    return count
