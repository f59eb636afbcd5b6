"""Runs the benchmarks: all of them, or those named on the command line."""

import importlib
import sys

BENCHMARKS = (
    "start",
    "sandbox",
    "tools",
    "measure",
    "verify",
    "memory_quality",
    "memory_speed",
    "memory_stream",
    "many_nodes",
    "rewrites",
    "offline",
    "stubs",
    "llm",
    "auto",
    "evolve",
    "cluster",
    "web",
)


def main(names: list[str]) -> int:
    """Run each; returns 2 for an unknown name, 1 if one of them missed what it claims."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    missed = False
    for name in names or BENCHMARKS:
        print(f"\n== {name}", flush=True)
        missed = bool(importlib.import_module(f"bench.{name}").main()) or missed
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
