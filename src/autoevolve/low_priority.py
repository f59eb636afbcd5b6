"""What a thread does to be no burden: low priority, and one core for all that it starts."""

import os
import threading
from contextlib import suppress

NICE = 10


def step_back() -> None:
    """Give the calling thread, and every process and thread it starts, one core and low priority.

    What the system does not know or does not allow is left as it was.
    """
    if hasattr(os, "sched_setaffinity"):
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {max(cores)})
    with suppress(OSError):
        # On Linux a priority belongs to a thread, and is handed on to what it starts.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
