"""What can be done with the user's own files: comparing two of them."""

from pathlib import Path

from src.app.auto_wiring import Auto
from src.app.house import House
from src.app.measure_wiring import make_comparison
from src.evolution.comparison import Compared, ComparisonRequest, compare_files


class OwnFiles:
    """Work on files that are not nodes; auto-evolution makes way for it."""

    def __init__(self, house: House, auto: Auto) -> None:
        self._house = house
        self._auto = auto

    def compare(
        self, first: str, second: str, *, function: str = "", inputs: str = "", python: str = ""
    ) -> Compared:
        """Measure whether the second file replaces the first. Raises BadArguments.

        KeyboardInterrupt ends what runs, and is raised again.
        """
        request = ComparisonRequest(
            Path(first).expanduser(),
            Path(second).expanduser(),
            function,
            Path(inputs).expanduser() if inputs else None,
            python,
        )
        self._auto.pause()
        try:
            return compare_files(make_comparison(self._house.sandbox), request)
        except KeyboardInterrupt:
            self._house.interrupt()
            raise
        finally:
            self._auto.resume()
