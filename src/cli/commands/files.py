"""Commands on the user's own files."""

from src.cli.commands.table import Given, command
from src.cli.desk import Desk
from src.cli.page import Line, Page, Tone


@command(
    "/compare FILE WITH [--function NAME] [--inputs PATH] [--python PATH]",
    group="Your files",
)
def compare(desk: Desk, given: Given) -> Page:
    """Measure whether the second file is really faster than the first, and does the same.

    Two programs that read JSON, or with --function one function of each, called with the tuple
    that make_input(seed, size) in the inputs file returns.
    """
    compared = desk.app.own_files.compare(
        given["FILE"],
        given["WITH"],
        function=given.get("--function", ""),
        inputs=given.get("--inputs", ""),
        python=given.get("--python", ""),
    )
    tone = Tone.GOOD if compared.kept else Tone.PLAIN
    return Page((Line(compared.sentence, tone),), dict(compared.answer), ok=compared.kept)
