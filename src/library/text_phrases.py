"""Pieces that the phrases of several text functions share."""

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
    """How people ask whether something is valid; `names` and `valid` are alternatives."""
    return (
        f"is {slot} [a] ({valid})",
        "(check|test|verify|validate|determine|see) (if|whether)"
        f" [the] [({names})] {slot} is [a] ({valid})",
        f"(validate|verify|check) [the|this] ({names}) {slot}",
    )
