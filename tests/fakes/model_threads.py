"""The threads that belong to the language models: other tests' sandboxes have theirs."""

import threading


def threads_of_models() -> set[threading.Thread]:
    """Every living thread that a router started, by the name its loop gives."""
    return {one for one in threading.enumerate() if one.name.startswith("language-models")}
