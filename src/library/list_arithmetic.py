"""One calculation for each number of a list: add, subtract, multiply, divide, square."""

from ..domain.task import TaskKind
from .bundled import bundled
from .exact_numbers import exact, plain
from .phrase_parts import NUMBERS

_EACH = "(each|every|all) [of] [the] [numbers?|elements?|values?|items?]"
_EVERY = f"({_EACH}|the (numbers|elements|values|items)) [in|of] {NUMBERS}"
_DOUBLE, _TRIPLE, _HALVE = f"double {_EVERY}", f"triple {_EVERY}", f"halve {_EVERY}"


@bundled(
    TaskKind.ALGORITHM,
    "each number of a list",
    title="each number incremented",
    phrases=(
        f"increment {_EVERY}",
        f"add {{amount:number}} to {_EACH} [in|of] {NUMBERS}",
        f"increment {_EACH} [in|of] {NUMBERS} by {{amount:number}}",
    ),
    examples={
        "increment each number in [1, 2]": [2, 3],
        "add 5 to every element of 1, 2.5, -3": [6, 7.5, 2],
        "increment all values in 10 20 by 1": [11, 21],
    },
    opposites=("subtract_from_each", "multiply_each"),
    limits="By 1 unless another number is given.",
)
def add_to_each(numbers: list[int | float], amount: int | float = 1) -> list[int | float]:
    """Every number of a list with an amount added to it."""
    return [plain(exact(number) + exact(amount)) for number in numbers]


@bundled(
    TaskKind.ALGORITHM,
    "each number of a list",
    title="each number decremented",
    phrases=(
        f"decrement {_EVERY}",
        f"subtract {{amount:number}} from {_EACH} [in|of] {NUMBERS}",
        f"decrement {_EACH} [in|of] {NUMBERS} by {{amount:number}}",
    ),
    examples={
        "decrement each number in [1, 2]": [0, 1],
        "subtract 5 from every element of 1, 2.5, -3": [-4, -2.5, -8],
        "decrement all values in 10 20 by 1": [9, 19],
    },
    opposites=("add_to_each", "multiply_each"),
    limits="By 1 unless another number is given.",
)
def subtract_from_each(numbers: list[int | float], amount: int | float = 1) -> list[int | float]:
    """Every number of a list with an amount subtracted from it."""
    return [plain(exact(number) - exact(amount)) for number in numbers]


@bundled(
    TaskKind.ALGORITHM,
    "each number of a list",
    title="each number multiplied",
    tags=("scale",),
    phrases=(
        _DOUBLE,
        _TRIPLE,
        f"multiply {_EACH} [in|of] {NUMBERS} by {{factor:number}}",
        f"multiply {_EACH} by {{factor:number}} (in|of) {NUMBERS}",
    ),
    constants={_DOUBLE: {"factor": 2}, _TRIPLE: {"factor": 3}},
    examples={
        "double each number in [1, 2, 3]": [2, 4, 6],
        "multiply every element of 1, 2.5, -3 by 4": [4, 10, -12],
        "triple all values in 5 10": [15, 30],
    },
    opposites=("divide_each", "square_each", "add_to_each", "list_product"),
    limits="Numbers are multiplied exactly, as decimals.",
)
def multiply_each(numbers: list[int | float], factor: int | float) -> list[int | float]:
    """Every number of a list multiplied by a factor."""
    return [plain(exact(number) * exact(factor)) for number in numbers]


@bundled(
    TaskKind.ALGORITHM,
    "each number of a list",
    title="each number divided",
    tags=("half",),
    phrases=(_HALVE, f"divide {_EACH} [in|of] {NUMBERS} by {{divisor:number}}"),
    constants={_HALVE: {"divisor": 2}},
    examples={
        "halve each number in [2, 4, 5]": [1, 2, 2.5],
        "divide every element of 9, 6, -3 by 3": [3, 2, -1],
        "halve all values in 5 10": [2.5, 5],
    },
    opposites=("multiply_each",),
    limits="The divisor must not be 0.",
)
def divide_each(numbers: list[int | float], divisor: int | float) -> list[int | float]:
    """Every number of a list divided by a divisor.

    Raises ValueError if the divisor is 0.
    """
    if divisor == 0:
        raise ValueError("cannot divide by 0")
    return [plain(exact(number) / exact(divisor)) for number in numbers]


@bundled(
    TaskKind.ALGORITHM,
    "each number of a list",
    title="each number squared",
    tags=("power",),
    phrases=(f"square {_EVERY}", f"squares of {_EACH} (in|of) {NUMBERS}"),
    examples={
        "square each number in [1, 2, 3]": [1, 4, 9],
        "square every element of -4, 1.5": [16, 2.25],
        "square the numbers in 10 20": [100, 400],
    },
    opposites=("multiply_each", "squares"),
    limits="Any list of numbers.",
)
def square_each(numbers: list[int | float]) -> list[int | float]:
    """Every number of a list squared."""
    return [plain(exact(number) ** 2) for number in numbers]
