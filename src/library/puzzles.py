"""Puzzles: towers of Hanoi, n queens, sudoku, and the game of life."""

from .bundled import bundled

MOST_DISKS = 14
MOST_QUEENS = 10
FEWEST_CLUES = 17
MOST_GENERATIONS = 200
MOST_CELLS = 10_000

_HANOI = "[solve] [the] (tower|towers) of hanoi"
_LIFE = "(game of life|conway's game of life|conways game of life)"


def _moves(disks: int, source: str, target: str, spare: str) -> list[str]:
    """Return the moves that bring the disks from the source to the target."""
    if disks == 0:
        return []
    before = _moves(disks - 1, source, spare, target)
    after = _moves(disks - 1, spare, target, source)
    return [*before, f"{source} -> {target}", *after]


@bundled(
    "towers of Hanoi",
    f"{_HANOI} (with|for) {{disks:count}} (disks|discs|disk|disc|rings)",
    f"{_HANOI} {{disks:count}} [disks|discs]",
    'towers of hanoi with 2 disks => ["A -> B", "A -> C", "B -> C"]',
    'solve the tower of hanoi for 1 disk => ["A -> C"]',
    "towers of hanoi with three disks"
    ' => ["A -> C", "A -> B", "C -> B", "A -> C", "B -> A", "B -> C", "A -> C"]',
)
def hanoi(disks: int) -> list[str]:
    """Return the moves that solve the towers of Hanoi, from A to C by way of B.

    Raises ValueError unless there are 1 to 14 disks.
    """
    if not 1 <= disks <= MOST_DISKS:
        raise ValueError(f"the number of disks must be from 1 to {MOST_DISKS}")
    return _moves(disks, "A", "C", "B")


def _placings(size: int, columns: int = 0, falling: int = 0, rising: int = 0) -> int:
    """Return the number of ways to fill the rows that are left; bits mark what is attacked."""
    if columns == (1 << size) - 1:
        return 1
    total = 0
    free = ~(columns | falling | rising) & ((1 << size) - 1)
    while free:
        place = free & -free
        free ^= place
        total += _placings(size, columns | place, (falling | place) >> 1, (rising | place) << 1)
    return total


@bundled(
    "n queens",
    "[solve] [the] {n:count} queens [problem|puzzle]",
    "[solve] [the] n queens [problem|puzzle] (for|with) [n =|n is|n] {n:int}",
    "(count|number of) [the] solutions (to|of|for) [the] {n:count} queens [problem|puzzle]",
    "how many solutions (does|has) [the] {n:count} queens (problem|puzzle) [have]",
    "solve the 8 queens problem => 92",
    "n queens for n = 4 => 2",
    "number of solutions of the 6 queens puzzle => 4",
)
def n_queens(n: int) -> int:
    """Count the ways to place n queens on a board of n by n so that none attacks another.

    Mirrored and rotated solutions count separately. Raises ValueError unless n is from 1 to 10.
    """
    if not 1 <= n <= MOST_QUEENS:
        raise ValueError(f"the number of queens must be from 1 to {MOST_QUEENS}")
    return _placings(n)


def _peers_of(cell: int) -> set[int]:
    """Return the cells that share a row, a column or a box with this one."""
    row, column = divmod(cell, 9)
    box = 27 * (row // 3) + 3 * (column // 3)
    cells = {9 * row + i for i in range(9)} | {9 * i + column for i in range(9)}
    return (cells | {box + 9 * i + j for i in range(3) for j in range(3)}) - {cell}


SUDOKU_PEERS = [_peers_of(cell) for cell in range(81)]


def _filled(grid: list[int]) -> list[int] | None:
    """Return the grid with every empty cell filled, or None if that is impossible."""
    empty = [cell for cell in range(81) if not grid[cell]]
    if not empty:
        return grid
    choices = {c: set(range(1, 10)) - {grid[peer] for peer in SUDOKU_PEERS[c]} for c in empty}
    cell = min(empty, key=lambda place: len(choices[place]))
    for digit in sorted(choices[cell]):
        solved = _filled(grid[:cell] + [digit] + grid[cell + 1 :])
        if solved:
            return solved
    return None


_UNSOLVED = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
_SOLVED = "534678912672195348198342567859761423426853791713924856961537284287419635345286179"


@bundled(
    "sudoku",
    "solve [the|this] sudoku [puzzle] {grid:grid}",
    "sudoku [solver|solution] [for|of] {grid:grid}",
    f'solve the sudoku {_UNSOLVED.replace(".", "0")} => "{_SOLVED}"',
    f'solve this sudoku puzzle {_UNSOLVED} => "{_SOLVED}"',
    "solve the sudoku"
    " 000000907000420180000705026100904000050000040000507009920108000034059000507000000 =>"
    ' "462831957795426183381795426173984265659312748248567319926178534834259671517643892"',
)
def sudoku(grid: str) -> str:
    """Return the solution of a sudoku, given and returned as 81 digits, row by row.

    An empty cell is 0 or a dot. Raises ValueError for other text, fewer than 17 digits given,
    equal digits in a row, column or box, and a sudoku without a solution.
    """
    if len(grid) != 81 or not set(grid) <= set("0123456789."):
        raise ValueError("81 digits are needed, with 0 or a dot for an empty cell")
    cells = [int(char) for char in grid.replace(".", "0")]
    clash = any(cells[c] and cells[c] == cells[p] for c in range(81) for p in SUDOKU_PEERS[c])
    if clash or sum(map(bool, cells)) < FEWEST_CLUES:
        raise ValueError("this is not a sudoku with exactly one solution")
    solved = _filled(cells)
    if solved is None:
        raise ValueError("this sudoku has no solution")
    return "".join(map(str, solved))


def _next_generation(grid: list[list[int]]) -> list[list[int]]:
    """Three neighbours give life, two keep it; nothing lives beyond the edge."""
    alive = {(r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if cell}

    def cell(row: int, column: int) -> int:
        block = [(r, c) for r in range(row - 1, row + 2) for c in range(column - 1, column + 2)]
        around = sum(place in alive for place in block)
        return int(around == 3 or around == 4 and (row, column) in alive)

    return [[cell(r, c) for c in range(len(row))] for r, row in enumerate(grid)]


@bundled(
    "game of life",
    f"{_LIFE} [of|for|on] [the] [grid] {{grid:matrix}} [after] [for]"
    " {generations:count} (generations|generation|steps|step)",
    f"next generation of [the] {_LIFE} [for|on|of] [the] [grid] {{grid:matrix}}",
    "game of life [[0,1,0],[0,1,0],[0,1,0]] after 1 generation => [[0,0,0],[1,1,1],[0,0,0]]",
    "next generation of the game of life for [[1,1],[1,1]] => [[1,1],[1,1]]",
    "game of life on [[0,1,0],[0,1,0],[0,1,0]] for 2 steps => [[0,1,0],[0,1,0],[0,1,0]]",
)
def game_of_life(grid: list[list[int]], generations: int = 1) -> list[list[int]]:
    """Return the grid of Conway's game of life after so many generations.

    Cells that are not 0 are alive. Raises ValueError for more than 200 generations or 10,000
    cells.
    """
    if not 0 <= generations <= MOST_GENERATIONS or sum(map(len, grid)) > MOST_CELLS:
        raise ValueError(f"at most {MOST_GENERATIONS} generations and {MOST_CELLS} cells")
    for _ in range(generations):
        grid = _next_generation(grid)
    return grid
