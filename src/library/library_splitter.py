"""Splits a task that bundled functions answer only in steps, each one of theirs."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from ..domain.artifact import Recollection
from ..domain.json_value import JSONValue
from ..domain.task import Task
from ..domain.understanding import Split, TaskPart
from ..language.task_parts import abstracted, clauses_of, filled, known_values, value_text
from .function_book import Miss
from .function_library import FunctionLibrary

# The protocol hands in what was solved before; rules read the task alone.
# pylint: disable=unused-argument

_THING = r"(?:text|sentence|string|phrase|words?|numbers?|values?|list|file)"
_GIVEN = re.compile(
    r"(?:take|given|consider|use|read|for|from|with|here is)\s+"
    rf"(?:(?:this|the|these|following)\s+)*(?:{_THING}\s*:?\s*)?(\{{\w+\}})",
    re.IGNORECASE,
)
_ITS = re.compile(r"\b(?:its|their)\s+(?P<what>.+)$", re.IGNORECASE)
_ONE = re.compile(r"\bthe\s+((?:most|least)\s+\w+|\w+est)\s+one\b", re.IGNORECASE)
_RESULT = re.compile(
    rf"\b(?:the (?:result|answer|outcome|sum|total|product|{_THING})"
    rf"|th(?:is|at|ese|ose) {_THING})\b",
    re.IGNORECASE,
)
_THEM = re.compile(r"\bthem\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|them|that|this)\b", re.IGNORECASE)
_MARK = re.compile(r"\{\w+\}")
_QUOTES = ('"', "'", "“")
_MOST = 6
_TURNS = 3


class _Referent(Struct, frozen=True):
    """What a pronoun may stand for: its mark, and results that may be in its place."""

    mark: str
    samples: tuple[JSONValue, ...]

    def spoken(self) -> Iterator[str]:
        """Yield how a request says it: by its type, so that a list is not reversed as a text."""
        one = self.samples[0]
        if isinstance(one, str) and one[:1] not in _QUOTES:
            yield f'"{self.mark}"'
        yield self.mark
        if isinstance(one, list):
            yield f"the list {self.mark}"
            yield f"the numbers {self.mark}"

    @property
    def is_number(self) -> bool:
        """True if it is a number."""
        return isinstance(self.samples[0], (int, float))


@dataclass(slots=True)
class _Reading:
    """What was understood so far: the parts, what each may give, and what was spoken of."""

    values: dict[str, str]
    parts: list[TaskPart] = field(default_factory=list)
    results: list[_Referent] = field(default_factory=list)
    subject: _Referent | None = None
    noun: str = ""

    @property
    def referents(self) -> tuple[_Referent, ...]:
        """What "it" may stand for, the latest first.

        The subject may be meant only as long as nothing else was mentioned.
        """
        subject = self.subject
        if subject is None:
            return (*self.results[-1:],)
        only = all(part.takes or subject.mark in part.ask for part in self.parts)
        return (*self.results[-1:], *((subject,) if only else ()))

    def name_subject(self, mark: str) -> None:
        """From here on the value of this mark ("{a}") is also spoken of."""
        raw = self.values.get(mark.strip("{}"))
        if raw is not None:
            self.subject = _Referent(mark, (int(raw) if raw.isdecimal() else raw,))


class LibrarySplitter:
    """A Splitter that goes by the joining words, and believes only what functions answer whole."""

    def __init__(self, library: FunctionLibrary) -> None:
        self._library = library

    def split(self, task: Task, recollections: Sequence[Recollection] = ()) -> Split:
        """Return the parts if arithmetic or a bundled function answers each, else none."""
        clauses = clauses_of(task.text)
        if len(clauses) < 2 or _MARK.search(task.text):
            return Split()
        if not isinstance(self._library.read(task.text), Miss):
            return Split()
        reading = _Reading(known_values(task.text))
        if not all(self._read(clause, reading) for clause in clauses):
            return Split()
        used = {mark for part in reading.parts for mark in _MARK.findall(part.ask)}
        whole = {f"{{{letter}}}" for letter in reading.values} <= used
        if not whole or not 1 <= len(reading.parts) <= _MOST:
            return Split()
        return Split(tuple(reading.parts), "rules")

    def _read(self, clause: str, reading: _Reading) -> bool:
        """Take one clause in; False if no function answers it, or it may mean two things."""
        plain = abstracted(clause, reading.values)
        given = _GIVEN.fullmatch(plain)
        if given:
            reading.name_subject(given.group(1))
            return True
        chosen = _ONE.search(plain)
        if chosen:
            # "the longest one" of what was spoken of is found in a part before this one.
            if not reading.noun or reading.subject is None:
                return False
            which = f"the {chosen[1]} {reading.noun}"
            if not self._take([f"{which} in {reading.subject.mark}"], which, reading):
                return False
            before, after = plain[: chosen.start()], plain[chosen.end() :]
            wordings = [before + said + after for said in reading.results[-1].spoken()]
            return self._take(wordings, plain, reading)
        its = _ITS.search(plain)
        if not self._take(_explicit(plain, reading), plain, reading):
            if _THEM.search(plain) and any(one.is_number for one in reading.referents[:1]):
                # A number is not "them", and what was counted is not a list of its words.
                return False
            readings = [[*_meaning(plain, one)] for one in reading.referents]
            fitting = [requests for requests in readings if any(map(self._fits(reading), requests))]
            # A count of a text's words and the text itself: it is unclear which is meant.
            unlike = len({one.is_number for one in reading.referents}) > 1
            if not fitting or (len(fitting) > 1 and unlike):
                return False
            self._take(fitting[0], plain, reading)
        if its:
            reading.noun = its.group("what").rstrip("s")
        if reading.subject is None:
            reading.name_subject(next(iter(_MARK.findall(plain)), ""))
        return True

    def _take(self, requests: Iterable[str], label: str, reading: _Reading) -> bool:
        """Add the first of these as a part that a function answers; False if none does."""
        fits = self._fits(reading)
        request = next(filter(fits, requests), None)
        if request is None:
            return False
        reading.parts.append(TaskPart(request, label))
        reading.results.append(_Referent(f"{{{len(reading.parts)}}}", fits(request)))
        return True

    def _fits(self, reading: _Reading) -> Callable[[str], tuple[JSONValue, ...]]:
        """Return what a request gives for possible results of the parts before it."""

        def results(request: str) -> tuple[JSONValue, ...]:
            for turn in range(_TURNS):
                known = dict(reading.values)
                for number, one in enumerate(reading.results, start=1):
                    known[str(number)] = value_text(one.samples[turn % len(one.samples)])
                found = self._results(filled(request, known))
                if found:
                    return found
            return ()

        return results

    def _results(self, text: str) -> tuple[JSONValue, ...]:
        """Return what the answer to a request may look like; () if no function answers it."""
        known = self._library.read(text)
        if isinstance(known, Miss) or known.corrected:
            return ()
        if known.calculation is not None:
            return (known.calculation.result(),)
        assert known.match is not None
        return tuple(result for _, result in known.match.function.entry.examples)


def _explicit(plain: str, reading: _Reading) -> Iterator[str]:
    """Return the clause as it is, and with "the result" for the part before it."""
    if _MARK.search(plain) or not reading.referents:
        yield plain
    named = _RESULT.search(plain)
    for one in reading.referents[:1] if named else ():
        assert named is not None
        for said in one.spoken():
            yield plain[: named.start()] + said + plain[named.end() :]


def _meaning(plain: str, one: _Referent) -> Iterator[str]:
    """Return the clause with what a pronoun refers to, or what it leaves out."""
    its, pronoun = _ITS.search(plain), _PRONOUN.search(plain)
    for said in one.spoken():
        if its:
            for link in ("in", "of"):
                yield f"{plain[: its.start()]}the {its.group('what')} {link} {said}"
        elif pronoun:
            yield plain[: pronoun.start()] + said + plain[pronoun.end() :]
        elif not _MARK.search(plain):
            for link in (" ", " of ", " in ", " from "):
                yield plain + link + said
