"""Parses the shape of an arithmetic request into a formula.

Recursive descent over the words of a shape (arithmetic_shape.py); a request that is ambiguous or
does not parse completely is refused.
"""

import re
from fractions import Fraction

from msgspec import Struct

from .arithmetic_shape import NotArithmetic, WordReader
from .arithmetic_words import (
    ALL_NUMBERS,
    COUNTS,
    ENDS,
    INFIX,
    IT,
    OF_LIST,
    OF_ONE,
    PAIRS,
    PARTS,
    PERCENT_FROM,
)
from .expression import Apply, Constant, Formula, Given

_BEHIND = {"squared": ("power", 2), "cubed": ("power", 3), "dozen": ("*", 12)}


def formula_of(shape: str) -> Formula:
    """Return the one formula that the whole shape means. Raises NotArithmetic."""
    parser = _Sentences(re.findall(r"#|[a-z]+|\*\*|\S", shape))
    formula = parser.task()
    if isinstance(formula, (Given, Constant)):
        raise NotArithmetic("it names a number but no operation")
    return formula


class _Sentences:
    """Reads whole sentences: a command or an expression, and what is then done to its result."""

    def __init__(self, words: list[str]) -> None:
        self._read = WordReader(words)
        self._terms = _Expressions(self._read)

    def task(self) -> Formula:
        formula = self._command() or self._terms.expression(1)
        while self._read.next:
            formula = self._followed(formula)
        return formula

    def _command(self) -> Formula | None:
        """Read "add A and B", "subtract A from B" and the like; None for any other sentence."""
        if self._read.take("add up", "add together", "add", "sum up", "sum together"):
            return self._adding()
        if self._read.take("subtract", "deduct", "take away", "take"):
            first = self._terms.atom()
            if self._read.take(*PERCENT_FROM):
                return _share_changed("-", self._terms.atom(), first)
            self._read.take("away")
            self._read.need("from")
            return Apply("-", (self._terms.atom(), first))
        if self._read.take("multiply"):
            return self._chained("product", "*", ("by", "with"))
        if self._read.take("divide"):
            return self._chained("", "/", ("by",))
        change = self._read.take("increase", "decrease", "reduce", "raise")
        return self._changed(change) if change else None

    def _adding(self) -> Formula:
        first = self._terms.atom()
        if self._read.take("% to", "percent to", "per cent to"):
            return _share_changed("+", self._terms.atom(), first)
        if self._read.take("to", "with"):
            return Apply("+", (self._terms.atom(), first))
        operands = self._terms.listed(first)
        if len(operands) < 2:
            raise NotArithmetic("two numbers or more are needed to add")
        self._read.take("together")
        return Apply("total", operands)

    def _chained(self, listed: str, name: str, links: tuple[str, ...]) -> Formula:
        formula = self._terms.atom()
        if not self._read.take(*links):
            if not listed:
                raise NotArithmetic("say: divide A by B")
            operands = self._terms.listed(formula)
            if len(operands) < 2:
                raise NotArithmetic("two numbers or more are needed to multiply")
            return Apply(listed, operands)
        formula = Apply(name, (formula, self._terms.atom()))
        while self._read.take(*links):
            formula = Apply(name, (formula, self._terms.atom()))
        return formula

    def _changed(self, verb: str) -> Formula:
        first = self._terms.atom()
        self._read.need("by")
        second = self._terms.atom()
        name = "+" if verb in ("increase", "raise") else "-"
        if self._read.take("%", "percent", "per cent"):
            return _share_changed(name, first, second)
        return Apply(name, (first, second))

    def _followed(self, formula: Formula) -> Formula:
        """Read what is done to the result so far: "..., then multiply the result by 2"."""
        if not self._read.take(", and then", "and then", ", then", "then", ", and", "and", ","):
            raise NotArithmetic(f"“{self._read.next}” is not understood here")
        if self._read.take("square root", "take square root", "sqrt"):
            self._read.take(*(f"of {word}" for word in IT))
            return Apply("root", (formula, Constant(Fraction(2))))
        one = self._read.take("square", "cube", "double", "triple", "halve", "negate")
        if one:
            self._read.take(*IT)
            return _applied(*OF_ONE[{"halve": "half", "negate": "negative"}.get(one, one)], formula)
        verb = self._read.need(
            "add", "plus", "subtract", "minus", "take away", "multiply", "times", "divide"
        )
        self._read.take(*IT)
        if verb in ("multiply", "divide"):
            self._read.need("by", "with")
        symbol = {"add": "+", "plus": "+", "multiply": "*", "times": "*", "divide": "/"}
        operand = self._terms.atom()
        if verb in ("add", "plus"):
            self._read.take(*(f"to {word}" for word in IT))
        if verb in ("subtract", "take away"):
            self._read.take(*(f"from {word}" for word in IT))
        return Apply(symbol.get(verb, "-"), (formula, operand))


class _Expressions(Struct, frozen=True):
    """Reads expressions: operands, what is written between them, and what is said of them."""

    _read: WordReader

    def expression(self, strength: int) -> Formula:
        left = self._unary()
        while True:
            at = self._read.at
            phrase = self._read.take(*INFIX, "subtracted from")
            if not phrase:
                return left
            if phrase == "subtracted from":
                left = self._reversed_difference(left, strength)
                continue
            name, own = INFIX[phrase]
            if own < strength:
                self._read.at = at
                return left
            # Powers bind to the right: 2^3^2 is 2^9.
            right = self.expression(own if name == "power" else own + 1)
            if phrase.endswith(("power", "of", "raised to")) and self._read.next in ("/", "over"):
                raise NotArithmetic("it is not plain how far the exponent reaches; use brackets")
            left = Apply(name, (left, right))

    def _reversed_difference(self, left: Formula, strength: int) -> Formula:
        if strength > 1 or not isinstance(left, Given):
            raise NotArithmetic("it is not plain what is subtracted")
        right = self.atom()
        self._ends("subtracted from")
        return Apply("-", (right, left))

    def _unary(self) -> Formula:
        if self._read.take("-", "minus", "negative"):
            # -2 ** 2 is -(2 ** 2), as in Python and in mathematics.
            return Apply("negative", (self.expression(3),))
        self._read.take("+")
        return self._postfix(self._operand())

    def _postfix(self, formula: Formula) -> Formula:
        while True:
            if behind := self._read.take(*_BEHIND):
                name, number = _BEHIND[behind]
                formula = Apply(name, (formula, Constant(Fraction(number))))
            elif self._read.take("% of", "percent of", "per cent of"):
                share = Apply("/", (formula, Constant(Fraction(100))))
                formula = Apply("*", (share, self._argument("percent of")))
            elif self._read.take("% off", "percent off", "% less than", "percent less than"):
                formula = _share_changed("-", self._argument("percent off"), formula)
            elif self._read.take("% more than", "percent more than"):
                formula = _share_changed("+", self._argument("percent more than"), formula)
            elif self._read.next in PARTS and isinstance(formula, Given):
                part = PARTS[self._read.need(*PARTS)]
                self._read.need("of")
                share = Apply("*", (formula, Constant(part)))
                formula = Apply("*", (share, self._argument("a part of")))
            elif self._read.take_ordinal_power():
                formula = Apply("power", (formula, Given(self._read.numbers - 1)))
            elif self._read.take(
                "is what percent of", "is what percentage of", "as a percentage of"
            ):
                share = Apply("/", (formula, self._argument("percent of")))
                formula = Apply("*", (share, Constant(Fraction(100))))
            else:
                return formula

    def _operand(self) -> Formula:
        for read in (self._of_list, self._of_pair, self._of_one, self._what_percent):
            formula = read()
            if formula is not None:
                return formula
        counted = self._read.take(*COUNTS)
        return Constant(COUNTS[counted]) if counted else self.atom()

    def _of_list(self) -> Formula | None:
        name = self._read.take(*OF_LIST)
        if not name:
            return None
        self._read.take("number", "value", "element")
        call = self._read.take("(")
        if not call:
            self._read.take("of", "in", "between", "among", ":")
            if self._read.take(*ALL_NUMBERS):
                self._read.need("in", "of")
            call = self._read.take("[")
        operands = self.listed(self.atom())
        if len(operands) < 2:
            raise NotArithmetic(f"the {name} needs two numbers or more")
        if call:
            self._read.need(")" if call == "(" else "]")
        else:
            self._ends(name)
        return Apply(OF_LIST[name], operands)

    def _of_pair(self) -> Formula | None:
        if self._read.take("difference between", "difference of"):
            first = self.atom()
            self._read.need("and")
            formula: Formula = Apply("abs", (Apply("-", (first, self.atom())),))
            self._ends("difference")
            return formula
        name = self._read.take(*PAIRS)
        if not name:
            return None
        self._read.need("of", "when", "from")
        first = self.atom()
        self._read.need("and", "is divided by", "divided by", "by")
        formula = Apply(PAIRS[name], (first, self.atom()))
        self._ends(name)
        return formula

    def _of_one(self) -> Formula | None:
        name = self._read.take(*OF_ONE)
        if not name:
            return None
        if name == "half" and self._read.next == "a":
            self._read.at -= 1
            return None
        return _applied(*OF_ONE[name], self._argument(name))

    def _what_percent(self) -> Formula | None:
        if not self._read.take("what percent of", "what percentage of", "percentage of"):
            return None
        whole = self.atom()
        self._read.need("is")
        share = Apply("/", (self.atom(), whole))
        return Apply("*", (share, Constant(Fraction(100))))

    def _argument(self, name: str) -> Formula:
        """Return what a spoken function is of; a second operation behind it could mean either."""
        bracketed = self._read.next == "("
        formula = self.atom() if self._read.next in ("#", "(") else self._unary()
        if not bracketed:
            self._ends(name)
        return formula

    def _ends(self, name: str) -> None:
        if self._read.next not in ENDS:
            raise NotArithmetic(f"it is not plain how far “{name}” reaches; use brackets")

    def listed(self, first: Formula) -> tuple[Formula, ...]:
        """Read the items of a list: separated by commas, blanks or "and"."""
        operands = [first]
        links: list[str] = []
        while self._read.next:
            at = self._read.at
            link = self._read.take(", and", ",", "and", "&")
            # "5 - 3" and "5 -3" read alike: without a comma it may be a difference or a range.
            if self._read.next not in (("#", "(", "-") if link else ("#", "(")):
                self._read.at = at
                break
            links.append(link)
            operands.append(self.atom())
        if len(set(links[:-1])) > 1 or not {*links[-1:]} <= {*links[:1], "and", ", and"}:
            raise NotArithmetic("it is not plain which numbers belong to the list")
        return tuple(operands)

    def atom(self) -> Formula:
        if self._read.take("("):
            formula = self.expression(1)
            self._read.need(")")
            return formula
        if self._read.take("#"):
            self._read.numbers += 1
            return Given(self._read.numbers - 1)
        if self._read.take("-", "minus", "negative"):
            self._read.need("#")
            self._read.numbers += 1
            return Apply("negative", (Given(self._read.numbers - 1),))
        counted = self._read.take(*COUNTS)
        if counted:
            return Constant(COUNTS[counted])
        raise NotArithmetic(f"expected a number, found “{self._read.next or 'the end'}”")


def _share_changed(sign: str, whole: Formula, percent: Formula) -> Formula:
    """Return the whole with so many percent of it added ("+") or taken off ("-")."""
    share = Apply("/", (percent, Constant(Fraction(100))))
    return Apply("*", (whole, Apply(sign, (Constant(Fraction(1)), share))))


def _applied(name: str, second: Fraction, formula: Formula) -> Formula:
    operands = (formula,) if name in ("abs", "negative") else (formula, Constant(second))
    return Apply(name, operands)
