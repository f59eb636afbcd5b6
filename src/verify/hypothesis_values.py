"""Draws values with hypothesis, reproducibly and without leaving files behind."""

import tempfile
from collections.abc import Sequence
from typing import Any


def draw_values(strategies: Sequence[Any], number: int) -> list[tuple[Any, ...]]:
    """At most `number` tuples with one value of each strategy."""
    # Imported here: it takes a third of a second.
    import hypothesis
    from hypothesis import strategies as st
    from hypothesis.configuration import set_hypothesis_home_dir

    # It would create a folder in the user's working directory.
    set_hypothesis_home_dir(tempfile.gettempdir())
    drawn: list[tuple[Any, ...]] = []

    @hypothesis.settings(
        max_examples=number,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(st.tuples(*strategies))
    def collect(values: tuple[Any, ...]) -> None:
        drawn.append(values)

    # Hypothesis makes it a function without arguments.
    collect()  # pylint: disable=no-value-for-parameter
    return drawn
