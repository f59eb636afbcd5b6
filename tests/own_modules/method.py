"""A class whose method is slow."""


class Register:
    """Remembers how often a name must come to be a regular.

    >>> Register(2).regulars(["a", "b", "a"])
    1
    """

    def __init__(self, least: int) -> None:
        self.least = least
        self.asked = 0

    def regulars(self, names: list[str]) -> int:
        """How many names come again after they were seen."""
        self.asked += 1
        seen = []
        again = 0
        for name in names:
            if name in seen:
                again += 1
            seen.append(name)
        return again if again >= self.least - 1 else 0
