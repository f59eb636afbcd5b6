"""Which formula does the shape of an arithmetic wish mean?

Recursive descent over the words of a shape (src/offline/spoken.py); whatever can be read in
two ways, or does not parse whole, is refused, never guessed.
"""

import re
from fractions import Fraction

from src.offline.arithmetic_words import (
    COUNTS,
    ENDS,
    INFIX,
    IT,
    OF_LIST,
    OF_ONE,
    PAIRS,
)
from src.offline.calculation import Apply, Constant, Formula, Given


class NotArithmetic(Exception):
    """The shape is no arithmetic wish, or can be read in two ways; the text says which."""


def formula_of(shape: str) -> Formula:
    """The one formula that the whole shape means. Raises NotArithmetic."""
    parser = _Parser(re.findall(r"#|[a-z]+|\*\*|\S", shape))
    formula = parser.task()
    if isinstance(formula, (Given, Constant)):
        raise NotArithmetic("it names a number but no operation")
    return formula


class _Parser:
    """Reads the words of a shape from left to right."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._at = 0
        self._numbers = 0

    def task(self) -> Formula:
        formula = self._command() or self._expression(1)
        while self._at < len(self._words):
            formula = self._followed(formula)
        return formula

    @property
    def _next(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _take(self, *phrases: str) -> str:
        """Consume the longest of these phrases that comes next; "" if none does."""
        for phrase in sorted(phrases, key=len, reverse=True):
            parts = phrase.split()
            if self._words[self._at : self._at + len(parts)] == parts:
                self._at += len(parts)
                return phrase
        return ""

    def _need(self, *phrases: str) -> str:
        found = self._take(*phrases)
        if not found:
            raise NotArithmetic(
                f"expected {' or '.join(phrases)}, found “{self._next or 'the end'}”"
            )
        return found

    def _command(self) -> Formula | None:
        """ "add A and B", "subtract A from B" and the like; None if it is no such sentence."""
        if self._take("add up", "add together", "add", "sum up", "sum together"):
            return self._adding()
        if self._take("subtract", "deduct", "take away", "take"):
            first = self._atom()
            self._take("away")
            self._need("from")
            return Apply("-", (self._atom(), first))
        if self._take("multiply"):
            return self._chained("product", "*", ("by", "with"))
        if self._take("divide"):
            return self._chained("", "/", ("by",))
        change = self._take("increase", "decrease", "reduce", "raise")
        return self._changed(change) if change else None

    def _adding(self) -> Formula:
        first = self._atom()
        if self._take("to", "with"):
            return Apply("+", (self._atom(), first))
        operands = self._listed(first)
        if len(operands) < 2:
            raise NotArithmetic("two numbers or more are needed to add")
        return Apply("total", operands)

    def _chained(self, listed: str, name: str, links: tuple[str, ...]) -> Formula:
        formula = self._atom()
        if not self._take(*links):
            if not listed:
                raise NotArithmetic("say: divide A by B")
            operands = self._listed(formula)
            if len(operands) < 2:
                raise NotArithmetic("two numbers or more are needed to multiply")
            return Apply(listed, operands)
        formula = Apply(name, (formula, self._atom()))
        while self._take(*links):
            formula = Apply(name, (formula, self._atom()))
        return formula

    def _changed(self, verb: str) -> Formula:
        first = self._atom()
        self._need("by")
        second = self._atom()
        name = "+" if verb in ("increase", "raise") else "-"
        if self._take("%", "percent", "per cent"):
            share = Apply("/", (second, Constant(Fraction(100))))
            return Apply("*", (first, Apply(name, (Constant(Fraction(1)), share))))
        return Apply(name, (first, second))

    def _followed(self, formula: Formula) -> Formula:
        """ "..., then multiply the result by 2": what is done to the result so far."""
        if not self._take(", and then", "and then", ", then", "then", ", and", "and", ","):
            raise NotArithmetic(f"“{self._next}” is not understood here")
        if self._take("square root", "take square root", "sqrt"):
            self._take(*(f"of {word}" for word in IT))
            return Apply("root", (formula, Constant(Fraction(2))))
        one = self._take("square", "cube", "double", "triple", "halve", "negate")
        if one:
            self._take(*IT)
            return _applied(*OF_ONE[{"halve": "half", "negate": "negative"}.get(one, one)], formula)
        verb = self._need(
            "add", "plus", "subtract", "minus", "take away", "multiply", "times", "divide"
        )
        self._take(*IT)
        if verb in ("multiply", "divide"):
            self._need("by", "with")
        symbol = {"add": "+", "plus": "+", "multiply": "*", "times": "*", "divide": "/"}
        operand = self._atom()
        if verb in ("add", "plus"):
            self._take(*(f"to {word}" for word in IT))
        if verb in ("subtract", "take away"):
            self._take(*(f"from {word}" for word in IT))
        return Apply(symbol.get(verb, "-"), (formula, operand))

    def _expression(self, strength: int) -> Formula:
        left = self._unary()
        while True:
            at = self._at
            phrase = self._take(*INFIX, "subtracted from")
            if not phrase:
                return left
            if phrase == "subtracted from":
                left = self._reversed_difference(left, strength)
                continue
            name, own = INFIX[phrase]
            if own < strength:
                self._at = at
                return left
            # Powers bind to the right: 2^3^2 is 2^9.
            right = self._expression(own if name == "power" else own + 1)
            left = Apply(name, (left, right))

    def _reversed_difference(self, left: Formula, strength: int) -> Formula:
        if strength > 1 or not isinstance(left, Given):
            raise NotArithmetic("it is not plain what is subtracted")
        right = self._atom()
        self._ends("subtracted from")
        return Apply("-", (right, left))

    def _unary(self) -> Formula:
        if self._take("-", "minus", "negative"):
            # -2 ** 2 is -(2 ** 2), as in Python and in mathematics.
            return Apply("negative", (self._expression(3),))
        self._take("+")
        return self._postfix(self._operand())

    def _postfix(self, formula: Formula) -> Formula:
        while True:
            if self._take("squared"):
                formula = Apply("power", (formula, Constant(Fraction(2))))
            elif self._take("cubed"):
                formula = Apply("power", (formula, Constant(Fraction(3))))
            elif self._take("dozen"):
                formula = Apply("*", (formula, Constant(Fraction(12))))
            elif self._take("% of", "percent of", "per cent of"):
                share = Apply("/", (formula, Constant(Fraction(100))))
                formula = Apply("*", (share, self._argument("percent of")))
            elif self._ordinal_power():
                exponent = Given(self._numbers - 1)
                formula = Apply("power", (formula, exponent))
            elif self._take("is what percent of", "is what percentage of", "as a percentage of"):
                share = Apply("/", (formula, self._argument("percent of")))
                formula = Apply("*", (share, Constant(Fraction(100))))
            else:
                return formula

    def _ordinal_power(self) -> bool:
        """ "to the 5th power"."""
        words = self._words[self._at : self._at + 4]
        if words[:1] != ["to"] or words[1:2] != ["#"] or words[3:] != ["power"]:
            return False
        if words[2] not in ("st", "nd", "rd", "th"):
            return False
        self._at += 4
        self._numbers += 1
        return True

    def _operand(self) -> Formula:
        for read in (self._of_list, self._of_pair, self._of_one, self._what_percent):
            formula = read()
            if formula is not None:
                return formula
        counted = self._take(*COUNTS)
        return Constant(COUNTS[counted]) if counted else self._atom()

    def _of_list(self) -> Formula | None:
        name = self._take(*OF_LIST)
        if not name:
            return None
        self._take("number", "value", "element")
        call = self._take("(")
        if not call:
            self._take("of", "in", "between", "among", ":")
            call = self._take("[")
        operands = self._listed(self._atom())
        if len(operands) < 2:
            raise NotArithmetic(f"the {name} needs two numbers or more")
        if call:
            self._need(")" if call == "(" else "]")
        else:
            self._ends(name)
        return Apply(OF_LIST[name], operands)

    def _of_pair(self) -> Formula | None:
        if self._take("difference between", "difference of"):
            first = self._atom()
            self._need("and")
            formula: Formula = Apply("abs", (Apply("-", (first, self._atom())),))
            self._ends("difference")
            return formula
        name = self._take(*PAIRS)
        if not name:
            return None
        self._need("of", "when", "from")
        first = self._atom()
        self._need("and", "is divided by", "divided by", "by")
        formula = Apply(PAIRS[name], (first, self._atom()))
        self._ends(name)
        return formula

    def _of_one(self) -> Formula | None:
        name = self._take(*(name for name in OF_ONE if name not in ("half", "square", "cube")))
        name = name or self._take("half of", "half", "square", "cube")
        if not name:
            return None
        if name == "half" and self._next == "a":
            self._at -= 1
            return None
        return _applied(*OF_ONE[name], self._argument(name))

    def _what_percent(self) -> Formula | None:
        if not self._take("what percent of", "what percentage of", "percentage of"):
            return None
        whole = self._atom()
        self._need("is")
        share = Apply("/", (self._atom(), whole))
        return Apply("*", (share, Constant(Fraction(100))))

    def _argument(self, name: str) -> Formula:
        """What a spoken function is of; a second operation behind it could mean either."""
        bracketed = self._next == "("
        formula = self._atom() if self._next in ("#", "(") else self._unary()
        if not bracketed:
            self._ends(name)
        return formula

    def _ends(self, name: str) -> None:
        if self._next not in ENDS:
            raise NotArithmetic(f"it is not plain how far “{name}” reaches; use brackets")

    def _listed(self, first: Formula) -> tuple[Formula, ...]:
        """The items of a list: parted by commas, blanks or "and"; the last link may be "and"."""
        operands = [first]
        links: list[str] = []
        while self._at < len(self._words):
            at = self._at
            link = self._take(", and", ",", "and", "&")
            if self._next not in ("#", "(", "-"):
                self._at = at
                break
            links.append(link)
            operands.append(self._atom())
        if len(set(links[:-1])) > 1 or not {*links[-1:]} <= {*links[:1], "and", ", and"}:
            raise NotArithmetic("it is not plain which numbers belong to the list")
        return tuple(operands)

    def _atom(self) -> Formula:
        if self._take("("):
            formula = self._expression(1)
            self._need(")")
            return formula
        if self._take("#"):
            self._numbers += 1
            return Given(self._numbers - 1)
        if self._take("-", "minus", "negative"):
            self._need("#")
            self._numbers += 1
            return Apply("negative", (Given(self._numbers - 1),))
        counted = self._take(*COUNTS)
        if counted:
            return Constant(COUNTS[counted])
        raise NotArithmetic(f"expected a number, found “{self._next or 'the end'}”")


def _applied(name: str, second: Fraction, formula: Formula) -> Formula:
    operands = (formula,) if name in ("abs", "negative") else (formula, Constant(second))
    return Apply(name, operands)
