"""What kind of task it is, as far as its words tell."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..domain.task import Classification, TaskKind
from .function_book import FunctionBook

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


def kind_by_words(book: FunctionBook, text: str) -> Classification:
    """The kind and the reason for it, for a task that no bundled function answers."""
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    scores = {kind: words & set(known.split()) for kind, known in _KEYWORDS.items()}
    kind, found = max(scores.items(), key=lambda pair: len(pair[1]))
    if found:
        return Classification(kind, f"the word “{min(found)}”", "keywords")
    near = book.nearest(text, limit=1)
    if near:
        entry = near[0].entry
        return Classification(entry.kind, f"most like: {entry.title}", "examples")
    return Classification(TaskKind.ALGORITHM, "no rule knows its words", "keywords")
