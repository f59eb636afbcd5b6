"""With a real model: do texts come without an introduction, and in the form that was asked for?

usage: python -m bench.content_tasks SERVER MODEL
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable

from src.app.adapters import Adapters
from src.app.app import App
from src.app.run_mode import RunMode
from src.language.text_form import form_of

from .everyday_tasks import config_for

TASKS = (
    "write a joke about programmers",
    "tell me a joke about cats in one sentence",
    "write a haiku about rain",
    "write a haiku about the sea",
    "write a poem about love in four lines",
    "write a short poem about autumn",
    "write a story about dragons",
    "write a story about space in two sentences",
    "write a 50-word story about a lighthouse",
    "write a limerick about cats",
    "write a slogan for a bakery",
    "write a riddle about the moon",
    "write an email to my boss about Friday",
    "write a short article about bees",
    "write a product description of a lamp in at most 50 words",
    "write a headline about a new library",
    "write a tweet about coffee",
    "write a birthday greeting for Anna",
    "write a toast to my sister",
    "summarize this text: Bees live in hives. They collect nectar and make honey from it. Without"
    " bees many plants would bear no fruit, since bees carry the pollen from flower to flower.",
)
_INTRODUCTION = re.compile(
    r"\W*(?:sure|certainly|of course|absolutely|here(?:'s| is| are)\b[^\n]*:|title:)", re.IGNORECASE
)
_REMARK = re.compile(r"\n[^\n]*(?:let me know|hope you|would you like)[^\n]*$", re.IGNORECASE)
_FORMS: dict[str, Callable[[str], bool]] = {
    "story about dragons": lambda text: len(text.split()) >= 40,
    "article": lambda text: len(text.split()) >= 60,
    "tweet": lambda text: len(text) <= 280,
    "summarize": lambda text: len(text.split()) <= 40 and "bee" in text.lower(),
    "email": lambda text: "friday" in text.lower() and text.count("\n") >= 2,
    "short poem": lambda text: text.count("\n") >= 2,
    "greeting": lambda text: "anna" in text.lower(),
}
"""What is asked beyond what `form_of` reads, by words of the task."""


def main() -> None:
    """Run the tasks in a fresh data folder and print a row for each, then the sums."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    server, model = sys.argv[1:]
    with tempfile.TemporaryDirectory() as home:
        app = App(Adapters(config_for(home, server, model, "fallback"), RunMode()))
        try:
            rows = [_row(app, task) for task in TASKS]
        finally:
            app.close()
    plain, kept = (sum(column) for column in zip(*rows))
    print(f"{len(rows)} tasks: {plain} without an introduction or remark, {kept} in the form")


def _row(app: App, task: str) -> tuple[bool, bool]:
    """(the text is all there is, it has the form that was asked for) of one task."""
    began = time.perf_counter()
    outcome = app.solve(task, lambda event: None)
    seconds = time.perf_counter() - began
    text = str(outcome.result or "")
    plain = outcome.solved and not (_INTRODUCTION.match(text) or _REMARK.search(text))
    checks = [check(text) for words, check in _FORMS.items() if words in task]
    objections = () if "summarize" in task else form_of(task).objections(text)
    kept = outcome.solved and all(checks) and not objections
    marks = f"{'plain' if plain else 'TALKS':6}{'kept' if kept else 'MISSED':7}"
    said = repr(text[:90]) if outcome.solved else outcome.error[:90]
    origin = outcome.origin.value if outcome.origin else ""
    print(
        f"{marks}{seconds:5.0f}s {origin:9}{task[:45]:46}{' '.join(objections)} {said}", flush=True
    )
    return plain, kept


if __name__ == "__main__":
    main()
