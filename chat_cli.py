"""Code Evolver: type a task, get a tested program and its result."""

import sys

from src.cli.door import main

if __name__ == "__main__":
    sys.exit(main())
