"""Determines the kind of a task by rules."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..domain.task import Classification, Task, TaskKind
from .lookup import understand
from .patterns import PatternBook

_KEYWORDS: Mapping[TaskKind, str] = MappingProxyType(
    {
        TaskKind.COMPLEX_CONTENT: "article essay novel blog report speech script screenplay lyrics"
        " chapter whitepaper newsletter review",
        TaskKind.SIMPLE_CONTENT: "joke haiku poem story greeting limerick slogan tweet riddle pun"
        " toast motto caption",
        TaskKind.CONVERSION: "convert celsius fahrenheit kelvin kilometers kilometres miles meters"
        " metres feet inches pounds kilograms grams ounces liters litres gallons hex binary octal"
        " roman degrees radians rgb currency dollars euros",
        TaskKind.DATE: "date day days weekday week weeks month months year years calendar birthday"
        " leap tomorrow yesterday today age",
        TaskKind.DATA: "csv json column columns row rows table spreadsheet dataset yaml xml file",
        TaskKind.ALGORITHM: "sort search prime primes fibonacci factorial path graph tree matrix"
        " permutations combinations sequence algorithm queens sudoku knapsack shortest optimal",
        TaskKind.TEXT: "text string word words letter letters sentence vowels palindrome anagram"
        " uppercase lowercase characters translate summarize email slug",
        TaskKind.ARITHMETIC: "add subtract multiply divide plus minus times sum percent percentage"
        " average squared root",
    }
)


class OfflineClassifier:
    """A Classifier that reads arithmetic, knows the bundled patterns, and else goes by words."""

    def __init__(self, book: PatternBook) -> None:
        self._book = book

    def classify(self, task: Task) -> Classification:
        """The kind and the reason for it; always says something."""
        understood = understand(self._book, task.text)
        if understood.calculation is not None:
            basic = understood.calculation.is_basic
            reason = "basic arithmetic operation" if basic else "arithmetic that parses whole"
            reason += _mended(understood.mended)
            return Classification(TaskKind.ARITHMETIC, reason, "arithmetic")
        match = understood.match
        if match is not None:
            manifest = match.pattern.manifest
            reason = manifest.reason + _mended(match.mended)
            return Classification(manifest.kind, reason, "patterns")
        return self._by_words(task.text)

    def _by_words(self, text: str) -> Classification:
        words = set(re.findall(r"[^\W\d_]+", text.lower()))
        scores = {kind: words & set(known.split()) for kind, known in _KEYWORDS.items()}
        kind, found = max(scores.items(), key=lambda pair: len(pair[1]))
        if found:
            return Classification(kind, f"the word “{min(found)}”", "keywords")
        near = self._book.nearest(text, limit=1)
        if near:
            manifest = near[0].manifest
            return Classification(manifest.kind, f"most like: {manifest.title}", "examples")
        return Classification(TaskKind.ALGORITHM, "no rule knows its words", "keywords")


def _mended(mended: tuple[tuple[str, str], ...]) -> str:
    """What was understood of misspelt words, to stand behind the reason."""
    return "".join(f", reading “{typed}” as “{meant}”" for typed, meant in mended)
