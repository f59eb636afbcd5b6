"""What things cost."""

PRICES = {"apple": 3, "pear": 4, "plum": 2}


def price_of(name: str) -> int:
    """The price of a thing, 1 for what nobody knows."""
    return PRICES.get(name, 1)
