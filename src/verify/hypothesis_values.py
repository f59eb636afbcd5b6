"""Values drawn by hypothesis, the same every time and without a trace on the disk."""

import tempfile
from collections.abc import Sequence
from typing import Any


def drawn(places: Sequence[Any], number: int) -> list[tuple[Any, ...]]:
    """At most `number` tuples, one value of each strategy in its place."""
    # Imported here: it takes a third of a second.
    import hypothesis
    from hypothesis import strategies
    from hypothesis.configuration import set_hypothesis_home_dir

    # It would leave a folder of its own where the user is.
    set_hypothesis_home_dir(tempfile.gettempdir())
    found: list[tuple[Any, ...]] = []

    @hypothesis.settings(
        max_examples=number,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(strategies.tuples(*places))
    def collect(values: tuple[Any, ...]) -> None:
        found.append(values)

    # Hypothesis makes it a function without arguments.
    collect()  # pylint: disable=no-value-for-parameter
    return found
