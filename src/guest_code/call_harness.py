"""Finishes, makes and judges values around a call of a user's function.

The text stands behind the user's module, so its names are ones that no module has.
"""

from typing import Any as EvolverAny

EVOLVER_MOST_DRAWN = 100_000


def evolver_finish(value: EvolverAny) -> EvolverAny:
    """Return a generator's values, since its work is done when they are drawn; else the value."""
    if not hasattr(type(value), "__next__"):
        return value
    drawn = [item for item, _ in zip(value, range(EVOLVER_MOST_DRAWN + 1))]
    if len(drawn) > EVOLVER_MOST_DRAWN:
        raise RuntimeError("its generator does not end")
    return drawn


def evolver_make(value: EvolverAny, names: "dict[str, EvolverAny]") -> EvolverAny:
    """Return the value with each EvolverMade in it made, by the classes among the names."""
    kind: EvolverAny = type(value)
    if kind.__name__ == "EvolverMade":
        root, *rest = value.name.split(".")
        found: EvolverAny = names[root] if root in names else __import__(root)
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
