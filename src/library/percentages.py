"""Percentages and money: change, tips and interest."""

import math
from decimal import ROUND_HALF_UP, Decimal

from ..domain.task import TaskKind
from .bundled import bundled
from .exact_numbers import tidy

MONEY_LIMIT = 10**12
RATE_LIMIT = 1000

_BILL = "[a|the] [bill of] [$|€] {bill:number} [dollars|euros] [bill]"
_INTEREST = (
    "interest (on|of|for) [$|€] {amount:number} [dollars|euros] (at|with)"
    " [a] [rate of|interest rate of] {rate:number} (%|percent)"
    " [per year|a year|annually|annual interest|interest] (for|over|after) {years:int} years?"
)


@bundled(
    TaskKind.CONVERSION,
    "percentage",
    title="percentage change",
    tags=("growth",),
    phrases=("(percentage|percent) (change|increase) from {before:number} to {after:number}",),
    examples={
        "percentage change from 50 to 60": 20,
        "percent increase from 80 to 100": 25,
        "percentage change from 200 to 150": -25,
    },
    limits="The first number must be above 0.",
)
def percent_change(before: int | float, after: int | float) -> int | float:
    """The percentage by which a number grew; negative if it shrank.

    Rounded to 10 decimals. Raises ValueError unless the first number is above 0.
    """
    if before <= 0:
        raise ValueError("the first number must be above 0")
    return tidy((after - before) / before * 100)


@bundled(
    TaskKind.ALGORITHM,
    "percentage decrease",
    title="percentage decrease",
    tags=("fall",),
    phrases=(
        "(percentage|percent) (decrease|drop|reduction|loss)"
        " from {before:number} to {after:number}",
    ),
    examples={
        "percentage decrease from 50 to 40": 20,
        "percent drop from 80 to 60": 25,
        "percentage decrease from 200 to 150": 25,
    },
    opposites=("percent_change",),
    limits="The first number must be above 0, and the second not larger than it.",
)
def percent_decrease(before: int | float, after: int | float) -> int | float:
    """The percentage by which a number fell.

    Rounded to 10 decimals. Raises ValueError unless the first number is above 0, and if the
    number grew.
    """
    if after > before:
        raise ValueError("the number grows; ask for the percentage change from A to B")
    return tidy(-percent_change(before, after))


def _to_cents(amount: Decimal) -> int | float:
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return int(rounded) if rounded == int(rounded) else float(rounded)


@bundled(
    TaskKind.ALGORITHM,
    "percentage",
    title="tip on a bill",
    tags=("restaurant",),
    phrases=(
        f"{{rate:number}} (%|percent) tip (on|for) {_BILL}",
        f"tip [of] {{rate:number}} (%|percent) (on|for) {_BILL}",
    ),
    examples={
        "15% tip on 80": 12,
        "tip of 20 percent on a $45.50 bill": 9.1,
        "18% tip for a bill of 1,200": 216,
    },
    limits="The tip alone, without the bill, to the cent.",
)
def tip(rate: int | float, bill: int | float) -> int | float:
    """The tip on a bill at a rate in percent, to the cent.

    Raises ValueError for a negative rate or bill, and for one above 10^12.
    """
    if not (0 <= rate <= MONEY_LIMIT and 0 <= bill <= MONEY_LIMIT):
        raise ValueError("the rate and the bill must be from 0 to 10^12")
    return _to_cents(Decimal(str(bill)) * Decimal(str(rate)) / 100)


@bundled(
    TaskKind.ALGORITHM,
    "interest",
    tags=("money",),
    phrases=(f"simple {_INTEREST}",),
    examples={
        "simple interest on 1000 at 5% for 3 years": 150,
        "simple interest on 2,500 at 3.5 percent for 1 year": 87.5,
        "simple interest for $100 at a rate of 10% over 2 years": 20,
    },
    opposites=("compound_interest",),
    limits="The interest alone, without the amount itself, to the cent.",
)
def simple_interest(amount: int | float, rate: int | float, years: int) -> int | float:
    """The interest on an amount at a yearly rate in percent, without interest on interest.

    Raises ValueError for negative values, an amount above 10^12, and a rate or years above 1000.
    """
    _check_investment(amount, rate, years)
    return _to_cents(Decimal(str(amount)) * Decimal(str(rate)) * years / 100)


@bundled(
    TaskKind.ALGORITHM,
    "interest",
    tags=("money", "growth", "savings"),
    phrases=(f"compound {_INTEREST}",),
    examples={
        "compound interest on 1000 at 5% for 10 years": 1628.89,
        "compound interest on 2,500 at 3.5 percent for 1 year": 2587.5,
        "compound interest for $100 at a rate of 10% over 2 years": 121,
    },
    limits="Interest is added once a year; the final amount, to the cent.",
)
def compound_interest(amount: int | float, rate: int | float, years: int) -> float:
    """What an amount grows to at a yearly rate in percent, with interest on interest.

    Raises ValueError for negative values, an amount above 10^12, a rate or years above 1000,
    and a final amount above 10^300.
    """
    _check_investment(amount, rate, years)
    factor = 1 + rate / 100
    if years * math.log10(factor) > 280:
        raise ValueError("the final amount is too large: at most 10^300")
    return round(amount * factor**years, 2)


def _check_investment(amount: int | float, rate: int | float, years: int) -> None:
    if not 0 <= amount <= MONEY_LIMIT:
        raise ValueError("the amount must be from 0 to 10^12")
    if not (0 <= rate <= RATE_LIMIT and 0 <= years <= RATE_LIMIT):
        raise ValueError("the rate and the years must be from 0 to 1000")
