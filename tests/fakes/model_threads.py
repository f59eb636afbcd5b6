"""The threads that belong to the language models: other tests' sandboxes have theirs."""

import threading
from collections.abc import Set

from tests.fakes.model_faults import PATIENCE


def threads_of_models() -> set[threading.Thread]:
    """Every living thread that a router started, by the name its loop gives."""
    return {one for one in threading.enumerate() if one.name.startswith("language-models")}


def threads_left(before: Set[threading.Thread] = frozenset()) -> set[threading.Thread]:
    """Those begun since that do not end; one that looks a name up ends by itself, in its time."""
    for thread in threads_of_models() - before:
        thread.join(PATIENCE)
    return threads_of_models() - before
