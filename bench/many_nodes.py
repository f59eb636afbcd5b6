"""How much longer tasks and lists take with 5,000 nodes than with 50, in processor time."""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from src.app.app import App, build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager

SIZES = (50, 5_000)
MOST_SECONDS = {"known task": 0.3, "list": 1.0}
MOST_RATIO = 1.3
"""Of a new task, which has no bound in seconds."""
KNOWN = "add {0} and 20"
NEW = (
    *("is 7 prime", "factorial of 5", "sort 3, 1, 2", "gcd of 12 and 18"),
    *("count the vowels in 'hello'", "the average of 3, 4 and 8", "is 'level' a palindrome"),
)


def open_app(home: Path) -> App:
    """The program over this data folder, offline."""
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    flags = {"memory.embedder": "lexical"}
    return build_app(ConfigManager(flags=flags, environment=environment), RunMode(offline=True))


def fill(home: Path, size: int) -> None:
    """Solve one task, and copy its node with all that memory holds of it under other names."""
    app = open_app(home)
    app.solve("reverse the word 'abc'", lambda event: None)
    (original,) = app.nodes.ids()
    artifacts = app.memory.of_node(original)
    names = [f"{original.removesuffix('_node')}{number}" for number in range(size)]
    app.memory.remember(
        [
            replace(
                one,
                id=one.id.replace(original, f"{name}_node"),
                node_id=f"{name}_node",
                text=f"{one.text} {name}",
                template=f"{one.template} {name}",
            )
            for name in names
            for one in artifacts
        ]
    )
    for name in names:
        shutil.copytree(home / "nodes" / original, home / "nodes" / f"{name}_node")
    app.close()


def cost(work: Callable[[], object]) -> float:
    """The processor seconds of the work."""
    began = time.process_time()
    work()
    return time.process_time() - began


def works_of(app: App, number: int) -> dict[str, Callable[[], object]]:
    """What is measured: a task that a node answers, one that has to be solved, a page of nodes."""
    return {
        "known task": lambda: app.solve(KNOWN.format(number), lambda event: None),
        "new task": lambda: app.solve(NEW[number], lambda event: None),
        "list": lambda: [app.nodes.load(node_id) for node_id in app.nodes.ids()[:50]],
    }


def main() -> int:
    """Measure each, the sizes in turn; return 1 if one of them is above its bound."""
    measured: dict[str, dict[int, list[float]]] = {}
    with tempfile.TemporaryDirectory(prefix="many-nodes-") as folder:
        homes = {size: Path(folder, str(size)) for size in SIZES}
        for size, home in homes.items():
            fill(home, size)
        apps = {size: open_app(home) for size, home in homes.items()}
        for app in apps.values():
            app.solve(KNOWN.format(100), lambda event: None)
        for number in range(len(NEW)):
            for size, app in apps.items():
                for name, work in works_of(app, number).items():
                    measured.setdefault(name, {}).setdefault(size, []).append(cost(work))
        for app in apps.values():
            app.close()
    missed = False
    for name, by_size in measured.items():
        few, many = (statistics.median(by_size[size]) for size in SIZES)
        missed = missed or many > MOST_SECONDS.get(name, MOST_RATIO * few)
        print(f"{name}: {few:.3f} s with {SIZES[0]} nodes, {many:.3f} s with {SIZES[1]}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
