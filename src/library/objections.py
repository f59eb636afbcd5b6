"""Reasons not to answer wordings that could be meant in two ways."""

from collections.abc import Callable, Mapping

from ..language.slot_values import read_slot


def bare_text(slots: Mapping[str, str], name: str) -> str:
    """The text in a slot, without the quotes around it."""
    return str(read_slot("text", slots[name]))


def case_objection(measure: Callable[[str, str], object]) -> Callable[[Mapping[str, str]], str]:
    """Object where `measure` of the slots `text` and `part` depends on whether case counts."""

    def objection(slots: Mapping[str, str]) -> str:
        text, part = bare_text(slots, "text"), bare_text(slots, "part")
        if measure(text, part) == measure(text.lower(), part.lower()):
            return ""
        return "the answer depends on whether case counts; write both texts in the same case"

    return objection
