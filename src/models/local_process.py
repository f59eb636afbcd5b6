"""The program of the process that runs a GGUF file with llama.cpp; ends with its parent.

usage: local_process.py MODEL.gguf CONTEXT; the API key is the first line of stdin.
"""

import ctypes
import os
import signal
import sys
import threading
from importlib import import_module

PR_SET_PDEATHSIG = 1


def main(path: str, context: int) -> None:
    """Serve the model at a free port of loopback until stdin ends."""
    # Loading may hold the interpreter's lock, so that the end of stdin goes unnoticed.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    key = sys.stdin.readline().strip()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # By name: the extra has no types, and may be missing where types are checked.
    xllamacpp = import_module("xllamacpp")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = path
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.warmup = False
    # A trial load that would shrink the context in silence.
    parameters.fit_params = False
    server = xllamacpp.Server(parameters)
    print(f"listening {server.listening_address}", flush=True)
    threading.Event().wait()


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
