"""Finishes, makes and judges values around a call of a user's function.

The text is appended to the user's module, so its names are ones that no module uses.
"""

import builtins as evolver_builtins
from typing import Any as EvolverAny

EVOLVER_MOST_DRAWN = 100_000
EVOLVER_LIBRARIES = (
    "collections datetime decimal fractions io numpy operator pathlib re uuid".split()
)


def evolver_finish(value: EvolverAny, given: "tuple[EvolverAny, ...]" = ()) -> EvolverAny:
    """Return what a lazy result gives, and what was taken and printed when; else the value.

    What it raises while it is walked has a note of that; what it returns at its end is part of it.
    `given` are the call's arguments: how much is left of those that are lazy is noted before
    anything is drawn, and after the first item.
    Then some of the lists and dicts are changed until all is drawn: what was made of them at
    once does not show it.
    """
    import operator
    import sys

    def effects() -> "list[EvolverAny]":
        left = [operator.length_hint(one, -1) for one in given if hasattr(type(one), "__next__")]
        printed: EvolverAny = getattr(sys.stdout, "getvalue", str)()
        return [left, printed]

    if not hasattr(type(value), "__next__"):
        return value
    steps, changed, returned = [effects()], [], None
    drawn: "list[EvolverAny]" = []
    try:
        while len(drawn) <= EVOLVER_MOST_DRAWN:
            drawn.append(next(value))
            if len(drawn) == 1:
                steps.append(effects())
                changed = evolver_change(given)
        raise RuntimeError("its generator does not end")
    except StopIteration as end:
        returned = end.value
    except Exception as problem:
        problem.add_note(f"after {len(drawn)} items of its lazy result")
        raise
    finally:
        for one, place, old, new in changed:
            if place in (range(len(one)) if isinstance(one, list) else one) and one[place] is new:
                one[place] = old
    return EvolverLazy(drawn, steps, bool(changed), returned)


class EvolverLazy:
    """The items of a lazy result, and what was done by then."""

    def __init__(
        self,
        items: "list[EvolverAny]",
        steps: "list[EvolverAny]",
        is_changed: bool = False,
        returned: EvolverAny = None,
    ) -> None:
        self.items, self.steps = items, steps
        if returned is not None:
            self.returned = returned
        if is_changed:
            self.when = "its argument's last item became the one before, after the first was drawn"


def evolver_change(given: "tuple[EvolverAny, ...]") -> "list[tuple[EvolverAny, ...]]":
    """Replace the last item of each list and dict that has 3, 5, 7 ... by the one before.

    Return what it takes to undo that: the container, the place, the old item and the new one.
    """
    changed = []
    for one in given:
        if isinstance(one, (list, dict)) and len(one) > 2 and len(one) % 2:
            before, last = list(one)[-2:] if isinstance(one, dict) else (len(one) - 2, len(one) - 1)
            changed.append((one, last, one[last], one[before]))
            one[last] = one[before]
    return changed


def evolver_make(value: EvolverAny, names: "dict[str, EvolverAny]") -> EvolverAny:
    """Return the value with each EvolverMade in it made, by the classes among the names."""
    kind: EvolverAny = type(value)
    if kind.__name__ == "EvolverMade":
        root, *rest = value.name.split(".")
        found: EvolverAny = names.get(root, getattr(evolver_builtins, root, None))
        if found is None or root in EVOLVER_LIBRARIES:
            # The file may have `from datetime import datetime`.
            found = __import__(value.name.rpartition(".")[0])
        for part in rest:
            found = getattr(found, part)
        if value.fields is None:
            return found
        fields = [(key, evolver_make(part, names)) for key, part in value.fields]
        return found(*(v for k, v in fields if not k), **{k: v for k, v in fields if k})
    if kind in (list, tuple, set, frozenset):
        return kind(evolver_make(part, names) for part in value)
    if kind is dict:
        return {evolver_make(k, names): evolver_make(v, names) for k, v in value.items()}
    return value


def evolver_typed(
    function: EvolverAny, given: "dict[str, EvolverAny]", decoded: EvolverAny
) -> EvolverAny:
    """Return what a node's function gives for the call that its program reads."""
    import typing

    hints = typing.get_type_hints(function)
    values = {name: decoded(one, hints.get(name)) for name, one in given["arguments"].items()}
    return function(**values)


def evolver_unfit(result: EvolverAny) -> str:
    """Return what the result is if it cannot be compared; "" if it can."""
    import pickle

    if hasattr(type(result), "__await__"):
        result.close()
        return "a coroutine"
    try:
        pickle.dumps(result)
    # The class of the result may raise anything.
    except Exception as problem:  # pylint: disable=broad-exception-caught
        return f"something that cannot be written down ({type(problem).__name__}: {problem})"
    return ""
