"""Pieces that the phrases of several bundled functions share."""

THE_LIST = "[[the|this|these] (list|numbers|array|values)] [of] [numbers]"
NUMBERS = THE_LIST + " {numbers:numbers}"
TABLE = "(in|of|from) [the] [csv] [file|table] {table:table}"


WHETHER = "[check|test|determine|see] (if|whether)"
BELOW = "(below|under|less than|smaller than)"
SUM = "(sum of|total of|add up|sum up|add|sum)"
SEED = "[[with|and|using] [the] seed {seed:natural}]"


def number_test(property_: str) -> tuple[str, ...]:
    """The phrases that ask whether the whole number `n` has a property."""
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
    """How people ask whether something is valid; `names` and `valid` are alternatives."""
    return (
        f"is {slot} [a] ({valid})",
        "(check|test|verify|validate|determine|see) (if|whether)"
        f" [the] [({names})] {slot} is [a] ({valid})",
        f"(validate|verify|check) [the|this] ({names}) {slot}",
    )
