"""The vocabulary: synonyms, filler words and units."""

from collections.abc import Mapping


def _phrases(table: Mapping[str, str]) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    pairs = [
        (tuple(phrase.split()), tuple(meant.split()))
        for meant, phrases in table.items()
        for phrase in phrases.split(" | ")
    ]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


PHRASES = _phrases(
    {
        "": "what is | what's | what are | whats | work out | figure out | i want to | i need to"
        " | i would like to | would you | could you | can you | will you | the following"
        " | for me | give me"
        " | the value of | the result of | the answer to",
        "whether": "tell me whether | tell me if | check if | check whether | check that | test if"
        " | test whether | determine if | determine whether | find out whether | find out if",
        "write": "tell me | come up with | make up | make me",
        "count": "how many | the number of | number of | count of | count how many"
        " | count the number of | the count of",
        "ascending": "in ascending order | in increasing order | from smallest to largest"
        " | from lowest to highest | from low to high | smallest first | smallest to largest"
        " | lowest first | low to high | in order from smallest to largest",
        "descending": "in descending order | in decreasing order | from largest to smallest"
        " | from highest to lowest | from high to low | largest first | largest to smallest"
        " | highest first | biggest first | high to low | from biggest to smallest",
        "gcd": "greatest common divisor | highest common factor | greatest common factor"
        " | largest common divisor",
        "lcm": "least common multiple | lowest common multiple | smallest common multiple",
        "sqrt": "square root",
        "uppercase": "upper case | all caps | capital letters | all capitals | block capitals",
        "lowercase": "lower case | small letters",
        "divide": "divided by",
        "multiply": "multiplied by",
        "power": "to the power of | to the power | raised to the power of | raised to",
        "remainder": "the remainder when | remainder when | remainder after dividing",
        "prime": "prime number | prime numbers | a prime number",
        "fibonacci": "fibonacci number | fibonacci numbers | numbers of the fibonacci sequence"
        " | fibonacci sequence | fibonacci series",
        "average": "arithmetic mean | mean value | average value",
        "largest": "maximum value | largest value | biggest value | largest number"
        " | biggest number | maximum number | highest number | highest value",
        "smallest": "minimum value | smallest value | smallest number | minimum number"
        " | lowest number | lowest value",
        "leap-year": "leap year",
        "reverse": "spell backwards | write backwards",
    }
)

_SYNONYMS = (
    "add plus + sum total adding added adds summed; minus subtract subtracted subtracting;"
    " multiply times * × multiplying product; divide ÷ dividing; largest biggest maximum max"
    " highest greatest; smallest minimum min lowest least; average mean avg; reverse reversed"
    " backwards backward invert; sort sorted order arrange ordered; ascending increasing"
    " ascendingly; descending decreasing; uppercase upper capitals caps; lowercase lower;"
    " remove delete eliminate drop; palindrome palindromic; write compose tell invent create"
    " make generate; percent % percentage; square squared; cube cubed; factorial factorials;"
    " celsius c centigrade °c; fahrenheit f °f; kelvin kelvins k; kilometer kilometers"
    " kilometre kilometres km kms; mile miles mi; meter meters metre metres m; centimeter"
    " centimeters centimetre centimetres cm cms; foot feet ft; inch inches; pound pounds lb"
    " lbs; kilogram kilograms kg kgs kilo kilos; gram grams g; liter liters litre litres l;"
    " gallon gallons; hour hours hr hrs; minute minutes mins; second seconds secs; convert"
    " change turn; to into"
)
SYNONYMS: Mapping[str, str] = {
    word: group.split()[0] for group in _SYNONYMS.split(";") for word in group.split()
}
"""The first word of each group, by all of them."""

UNITS_OF_MEASURE = frozenset(
    "celsius fahrenheit kelvin kilometer mile meter centimeter foot inch pound kilogram gram liter"
    " gallon hour minute second binary decimal hexadecimal octal".split()
)

DROPPED = frozenset(
    "the of in on for from at please calculate compute evaluate determine find get give show print"
    " output return me us following degrees degree °".split()
)
"""Words that change nothing where they stand; what carries direction was read before."""

COUNTING = frozenset("there are is does do has have contain contains appear occur".split())
"""Words that change nothing where things are counted."""

NOUNS_BEFORE: Mapping[str, frozenset[str]] = {
    "<s>": frozenset("string text word".split()),
    "<ns>": frozenset("number numbers list array values integers sequence".split()),
    "<n>": frozenset({"number", "numbers"}),
}
"""Words that only name the value behind them. A sentence is one of words, a set has none twice."""
