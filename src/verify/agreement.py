"""Which versions of a function behave alike, and which of them is to be used?

Models' code and models' cases are votes (CodeT, arXiv 2207.10397; MBR-exec, arXiv 2204.11454).
"""

import json
from collections.abc import Mapping, Sequence

from msgspec import Struct

from ..domain.json_value import JSONValue

SIGNIFICANT = 9


class Behaviour(Struct, frozen=True):
    """What one version returned, by input; an input that it raised on is left out.

    `own` is its result for the task itself ("" where it raised, None where the task has no
    values). `passed` are the cases that it passes.
    """

    own: str | None
    results: Mapping[str, str]
    passed: frozenset[str] = frozenset()


def canonical(value: JSONValue) -> str:
    """Return a result as text: equal for numbers that agree to nine significant digits."""
    return json.dumps(_rounded(value), sort_keys=True)


def _rounded(value: JSONValue) -> JSONValue:
    if isinstance(value, float):
        exact = value.is_integer() and abs(value) < 10**15
        return int(value) if exact else float(f"{value:.{SIGNIFICANT}g}")
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value


def behave_alike(one: Behaviour, other: Behaviour) -> bool:
    """Return whether two versions return the same for the task and for all inputs both answer.

    What only one of them answers says nothing: code that is right may refuse what makes no sense.
    """
    if one.own != other.own or one.own == "":
        return False
    shared = one.results.keys() & other.results.keys()
    if one.own is None and not shared:
        return False
    return all(one.results[key] == other.results[key] for key in shared)


def groups_of(behaviours: Sequence[Behaviour]) -> tuple[tuple[int, ...], ...]:
    """Return the indices of versions that behave alike, the largest group first.

    Among groups of one size the one with more passed cases leads, then the earlier.
    """
    groups: list[list[int]] = []
    for index, behaviour in enumerate(behaviours):
        for group in groups:
            if all(behave_alike(behaviours[member], behaviour) for member in group):
                group.append(index)
                break
        else:
            groups.append([index])

    def weight(group: Sequence[int]) -> tuple[int, int, int]:
        cases = max(len(behaviours[index].passed) for index in group)
        return len(group), cases, -group[0]

    return tuple(tuple(group) for group in sorted(groups, key=weight, reverse=True))


def difference(one: Behaviour, other: Behaviour) -> tuple[str, str, str] | None:
    """Return the first input on which two versions differ, with both results, or None."""
    for key in one.results:
        if key in other.results and one.results[key] != other.results[key]:
            return key, one.results[key], other.results[key]
    return None
