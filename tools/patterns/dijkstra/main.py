"""The shortest path between two places along edges with lengths."""

import heapq
import json
import re
import sys

EDGE = re.compile(r"(\w+)\s*(?:-+>?|to)\s*(\w+)\s*[:=(]\s*(\d+(?:\.\d+)?)")


def read_roads(text: str) -> dict[str, dict[str, float]]:
    """Where each place leads and at which cost; a road without an arrow leads both ways."""
    roads: dict[str, dict[str, float]] = {}
    for found in EDGE.finditer(text):
        first, second, cost = found[1], found[2], float(found[3])
        roads.setdefault(first, {})[second] = cost
        roads.setdefault(second, {})
        if ">" not in found[0]:
            roads[second][first] = cost
    return roads


TASK = re.compile(
    r"\b(?:from|between)\s+(\w+)\s+(?:to|and)\s+(\w+)\s+(.*)$", re.IGNORECASE | re.DOTALL
)


def solve(description: str) -> dict[str, list[str] | float]:
    """The places on the way and the length of the way, by Dijkstra's algorithm."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("two places and the edges are needed")
    start, goal, roads = found[1], found[2], read_roads(found[3])
    queue: list[tuple[float, list[str]]] = [(0.0, [start])]
    done: set[str] = set()
    while queue:
        length, path = heapq.heappop(queue)
        place = path[-1]
        if place == goal and place in roads:
            return {"path": path, "length": length}
        if place not in done:
            done.add(place)
            for following, cost in roads.get(place, {}).items():
                heapq.heappush(queue, (length + cost, [*path, following]))
    raise ValueError(f"there is no path from {start} to {goal}")


def main() -> None:
    """Read the task from stdin and print the answer, both as one JSON object."""
    given = json.load(sys.stdin)
    try:
        answer: dict[str, object] = {"result": solve(str(given.get("description", "")))}
    except ValueError as problem:
        answer = {"error": str(problem)}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
