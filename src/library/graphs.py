"""Graphs: shortest paths and topological order."""

import heapq
from typing import TypedDict

from ..domain.task import TaskKind
from .bundled import bundled


class Route(TypedDict):
    """The places on a path, start and goal included, and its length."""

    path: list[str]
    length: int | float


@bundled(
    TaskKind.ALGORITHM,
    "shortest path",
    title="shortest path",
    phrases=(
        "(shortest path|shortest route|dijkstra) [path] (from|between) {start:node} (to|and)"
        " {goal:node} (in|with|using|along|on|for) [the] [graph] [with] [edges] {edges:edges}",
    ),
    examples={
        "shortest path from A to D in A-B:1, B-C:2, C-D:1, A-D:5": {
            "path": ["A", "B", "C", "D"],
            "length": 4,
        },
        "shortest path between X and Y in X->Z:2, Z->Y:2.5": {
            "path": ["X", "Z", "Y"],
            "length": 4.5,
        },
        "dijkstra from A to A in A-B:3": {"path": ["A"], "length": 0},
    },
    limits="Edges as A-B:3 (both ways) or A->B:3.",
)
def dijkstra(start: str, goal: str, edges: list[tuple[str, str, int | float]]) -> Route:
    """The shortest path between two places, along edges that lead one way and have a length.

    Raises ValueError for a negative length, and if there is no path.
    """
    roads: dict[str, list[tuple[str, int | float]]] = {}
    for place, following, length in edges:
        if length < 0:
            raise ValueError("the length of an edge must not be negative")
        roads.setdefault(place, []).append((following, length))
        roads.setdefault(following, [])
    queue: list[tuple[int | float, list[str]]] = [(0, [start])]
    visited: set[str] = set()
    while queue:
        distance, path = heapq.heappop(queue)
        place = path[-1]
        if place == goal and place in roads:
            return {"path": path, "length": distance}
        if place not in visited:
            visited.add(place)
            for following, length in roads.get(place, []):
                heapq.heappush(queue, (distance + length, [*path, following]))
    raise ValueError(f"there is no path from {start} to {goal}")


@bundled(
    TaskKind.ALGORITHM,
    "topological sort",
    title="topological order",
    tags=("dependencies",),
    phrases=(
        "(topological sort|topological order|topologically sort|topological ordering)"
        " [of|for] [the] [graph] [with] [edges] {arrows:arrows}",
    ),
    examples={
        "topological sort of A->B, B->C, A->C": ["A", "B", "C"],
        "topological order of shirt->tie, tie->jacket, trousers->shoes, trousers->jacket": [
            *("shirt", "tie", "trousers", "jacket", "shoes"),
        ],
        "topologically sort b->a": ["b", "a"],
    },
    limits="Arrows as A->B: A comes before B.",
)
def topological_sort(arrows: list[tuple[str, str]]) -> list[str]:
    """The names in an order that every arrow follows; of several possible, the first named.

    Raises ValueError if the arrows form a cycle.
    """
    names = dict.fromkeys(name for arrow in arrows for name in arrow)
    needs = {name: {before for before, after in arrows if after == name} for name in names}
    ordered: list[str] = []
    while needs:
        free = next((name for name in needs if not needs[name]), None)
        if free is None:
            raise ValueError("the arrows form a cycle")
        ordered.append(free)
        del needs[free]
        for others in needs.values():
            others.discard(free)
    return ordered
