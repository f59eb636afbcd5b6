"""Pieces that the phrases of several bundled functions share."""

import re
from collections.abc import Callable, Mapping

from ..language.conditions import ROW_NOUNS
from ..language.slot_values import read_slot

THE_LIST = "[[the|this|these] (list|numbers|array|values)] [of] [numbers]"
NUMBERS = THE_LIST + " {numbers:numbers}"
TABLE = "(in|of|from) [the] [csv] [file|table] {table:table}"

ROW = "rows?|records?|entries|entry"
ROWS = f"({ROW}|{'|'.join(ROW_NOUNS)})"
WHERE = "[(where|with|whose|having|if|for which|which have|that have) {where:conditions}]"
HOW_MANY_ROWS = f"(count|number of|how many) [all] [the] [number of] ({ROW}|{{noun:row_noun}})"

WHETHER = "[check|test|determine|see] (if|whether)"
BELOW = "(below|under|less than|smaller than)"
SUM = "(sum of|total of|add up|sum up|add|sum)"
SEED = "[[with|and|using] [the] seed {seed:natural}]"
ENDS = {"end": {"first": False, "last": True}}
PARITIES = {"parity": ("even", "odd"), "plural": {"evens": "even", "odds": "odd"}}


def number_test(property_: str) -> tuple[str, ...]:
    """Return the phrases that ask whether the whole number `n` has a property."""
    return (
        f"is [the] [number] {{n:int}} {property_}",
        f"{WHETHER} [the] [number] {{n:int}} is {property_}",
    )


NOUN = "[[the|this|a] (string|text|word|sentence|phrase)]"
ANNOUNCED = "[[the|this|a] [following] (string|text|word|sentence|phrase|following:|this:)]"

TEXT = ANNOUNCED + " {text:text}"
ANY_TEXT = ANNOUNCED + " {text:any}"
WORD = NOUN + " {text:word}"
QUOTED = NOUN + " {text:quoted}"
LINES = "[the] [text] [file] {source:table}"

HOW_MANY = "(count|number of|how many) [the] [number of]"
THERE_IN = "(in|of|are in|are there in)"
REMOVE = "(remove|delete|strip) [all] [the]"
DROP = "(remove|delete|strip|drop) [all] [the]"


def validity_phrases(slot: str, names: str, valid: str) -> tuple[str, ...]:
    """Return how people ask whether something is valid; `names` and `valid` are alternatives."""
    return (
        f"is {slot} [a] ({valid})",
        "(check|test|verify|validate|determine|see) (if|whether)"
        f" [the] [({names})] {slot} is [a] ({valid})",
        f"(validate|verify|check) [the|this] ({names}) {slot}",
    )


def bare_text(slots: Mapping[str, str], name: str) -> str:
    """Return the text in a slot, without the quotes around it."""
    return str(read_slot("text", slots[name]))


def objection_if(
    slot: str, pattern: re.Pattern[str], reason: str
) -> Callable[[Mapping[str, str]], str]:
    """Object for this reason where the pattern is found in the text of a slot."""
    return lambda slots: reason if pattern.search(slots[slot].strip()) else ""


def case_objection(measure: Callable[[str, str], object]) -> Callable[[Mapping[str, str]], str]:
    """Object where `measure` of the slots `text` and `part` depends on whether case counts."""

    def objection(slots: Mapping[str, str]) -> str:
        text, part = bare_text(slots, "text"), bare_text(slots, "part")
        if measure(text, part) == measure(text.lower(), part.lower()):
            return ""
        return "the answer depends on whether case counts; write both texts in the same case"

    return objection


DIRECTIONS = {
    **dict.fromkeys(("ascending", "asc", "ascending order", "lowest first"), False),
    **dict.fromkeys(("descending", "desc", "descending order", "highest first"), True),
}
