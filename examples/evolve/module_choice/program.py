"""Finds a number in a sorted list with one of the modules in this folder."""

# EVOLVE-BLOCK-START
import linear_search as chosen

# EVOLVE-BLOCK-END


def find(look, length, wanted):
    """The index at which `look` returns the wanted number, -1 if there is none."""
    return chosen.find(look, length, wanted)
