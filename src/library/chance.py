"""Random choices; the same seed always gives the same ones."""

import itertools
import random
import string
from typing import Literal
from uuid import UUID

from ..domain.task import TaskKind
from .bundled import bundled
from .phrase_parts import SEED

MOST_DICE = 1000
PASSWORD_SIGNS = string.ascii_letters + string.digits + "!#$%&*+-=?@_"
SHORTEST_PASSWORD, LONGEST_PASSWORD = 4, 256
MOST_LOREM_WORDS = 10_000
LOREM_IPSUM = (
    "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt"
    " ut labore et dolore magna aliqua"
).split()

_ONE = "(roll|throw) [a|the|one]"
_SIDED = "{sides:natural} sided"
_MAKE = "(generate|create|make) [me]"
_PASSWORD = f"{_MAKE} [a|one] [new|random|strong|secure|safe] [random|strong|secure] password"
_LENGTH = "(with|of|of length|with length) {length:count}"


def _source(seed: int | None) -> random.Random:
    """Return where random choices come from: the system, or a generator with that seed."""
    return random.SystemRandom() if seed is None else random.Random(seed)


@bundled(
    "coin toss",
    f"(flip|toss) [a|the|one] coin {SEED}",
    "flip a coin with seed 1 => heads",
    "flip a coin with seed 2 => heads",
    "flip a coin with seed 4 => heads",
)
def coin(seed: int | None = None) -> Literal["heads", "tails"]:
    """Return heads or tails, at random; the same for the same seed."""
    return _source(seed).choice(("heads", "tails"))


@bundled(
    "dice roll",
    f"{_ONE} [six sided] (die|dice) {SEED}",
    f"{_ONE} {_SIDED} (die|dice) {SEED}",
    f"(roll|throw) {{count:count}} [six sided] dice {SEED}",
    f"(roll|throw) {{count:count}} {_SIDED} dice {SEED}",
    "roll 2 dice with seed 7 => [3, 2]",
    "throw five dice with seed 1 => [2, 5, 1, 3, 1]",
    "roll 3 20 sided dice with seed 5 => [20, 9, 12]",
    "roll a die with seed 4 => [2]",
)
def dice(count: int = 1, sides: int = 6, seed: int | None = None) -> list[int]:
    """Return the numbers that rolled dice show, one for each die.

    Raises ValueError unless there are 1 to 1000 dice with 2 to 1000 sides.
    """
    if not 1 <= count <= MOST_DICE or not 2 <= sides <= 1000:
        raise ValueError(f"1 to {MOST_DICE} dice with 2 to 1000 sides can be rolled")
    source = _source(seed)
    return [source.randint(1, sides) for _ in range(count)]


@bundled(
    "random password",
    f"{_PASSWORD} {SEED}",
    f"{_PASSWORD} {_LENGTH} [characters|chars|signs|letters|long] {SEED}",
    f"{_MAKE} [a|one] {{length:int}} [character|char|characters|chars]"
    f" [random|strong|secure] password {SEED}",
    f"[new|random|strong|secure] password {_LENGTH} [characters|chars] {SEED}",
    "generate a password of 12 characters with seed 7 => PtYgj+mUh$Be",
    "generate a random password with seed 1 => r@iGp#58WAm!dX3a",
    "create a secure password of length 20 with seed 3 => E-qV8ib8H=Dy8-=8YtDt",
    kind=TaskKind.TEXT,
)
def password(length: int = 16, seed: int | None = None) -> str:
    """Return a random password of letters, digits and punctuation.

    A seeded password can be guessed. Raises ValueError unless the length is from 4 to 256.
    """
    if not SHORTEST_PASSWORD <= length <= LONGEST_PASSWORD:
        raise ValueError(f"the length must be from {SHORTEST_PASSWORD} to {LONGEST_PASSWORD}")
    source = _source(seed)
    return "".join(source.choice(PASSWORD_SIGNS) for _ in range(length))


@bundled(
    "random number",
    "[generate|pick|choose|create|roll] [a] random (number|integer|whole number)"
    f" (between|from) {{low:int}} (and|to) {{high:int}} {SEED}",
    "(pick|choose) [a] (number|integer)"
    f" (between|from) {{low:int}} (and|to) {{high:int}} {SEED}",
    "random number between 1 and 100 with seed 7 => 42",
    "pick a random number from -5 to 5 with seed 1 => -3",
    "random number between 3 and 3 with seed 9 => 3",
    convention="both ends may come up",
)
def random_number(low: int, high: int, seed: int | None = None) -> int:
    """Return a random whole number from a range, both ends included.

    The ends may come in either order.
    """
    return _source(seed).randint(min(low, high), max(low, high))


@bundled(
    "shuffled list",
    "shuffle [[the|this] (list|numbers|array|values)] [of numbers] {numbers:numbers} " + SEED,
    "shuffle [1, 2, 3, 4, 5] with seed 7 => [5, 1, 4, 2, 3]",
    "shuffle 3, 1, 2 with seed 1 => [1, 2, 3]",
    "shuffle the list 9 8 with seed 2 => [8, 9]",
)
def shuffle(numbers: list[int | float], seed: int | None = None) -> list[int | float]:
    """Return the numbers of a list in random order."""
    shuffled = list(numbers)
    _source(seed).shuffle(shuffled)
    return shuffled


@bundled(
    "UUID",
    f"{_MAKE} [a|an|one] [new|random|unique] (uuid|guid) [v4|version 4] {SEED}",
    f"(new|random) (uuid|guid) {SEED}",
    "generate a uuid with seed 1 => cd613e30-d8f1-4adf-91b7-584a2265b1f5",
    "generate a uuid with seed 2 => d95bafc8-f2a4-427b-9cf4-bb99f4bea973",
    "generate a uuid with seed 3 => 21636369-8b52-4b4a-97b7-50923ceb3ffd",
    kind=TaskKind.TEXT,
)
def uuid(seed: int | None = None) -> str:
    """Return a random UUID of version 4."""
    return str(UUID(int=_source(seed).getrandbits(128), version=4))


@bundled(
    "lorem ipsum",
    "[generate|create|write|make] [some] lorem ipsum [text]",
    "[generate|create|write|make] {words:count} words of"
    " (lorem ipsum|filler text|dummy text) [text]",
    "[generate|create|write|make] [some] lorem ipsum [text] (with|of) {words:count} words",
    "generate 5 words of lorem ipsum => Lorem ipsum dolor sit amet.",
    "lorem ipsum with three words => Lorem ipsum dolor.",
    "make 21 words of dummy text => Lorem ipsum dolor sit amet consectetur adipiscing elit"
    " sed do eiusmod tempor incididunt ut labore et dolore magna aliqua lorem ipsum.",
    kind=TaskKind.TEXT,
)
def lorem_ipsum(words: int = 50) -> str:
    """Return filler text of so many words.

    Raises ValueError unless the number of words is from 1 to 10,000.
    """
    if not 1 <= words <= MOST_LOREM_WORDS:
        raise ValueError(f"the number of words must be from 1 to {MOST_LOREM_WORDS}")
    chosen = itertools.islice(itertools.cycle(LOREM_IPSUM), words)
    return " ".join(chosen).capitalize() + "."
