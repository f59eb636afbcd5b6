"""Pieces that the phrases of several bundled functions share."""

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
