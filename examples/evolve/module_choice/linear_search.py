"""Looks at one place after the other."""


def find(look, length, wanted):
    """The index of the wanted number, -1 if there is none."""
    for index in range(length):
        if look(index) == wanted:
            return index
    return -1
