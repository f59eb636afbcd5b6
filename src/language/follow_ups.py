"""Which whole task does a line mean that goes on from the task before it?"""

import re
from collections.abc import Iterator

from msgspec import Struct

from ..domain.json_value import JSONObject, JSONValue
from .small_talk import wording
from .table_follow_ups import (
    goes_on_from_file,
    is_about_file,
    is_of_rows,
    is_order,
    of_file,
    takes_order,
    without_order,
)
from .tokenizer import with_opposite
from .values_in_text import TextValue, spelled_value, values_in

_FEW_WORDS, _MOST_WORDS, _MOST_SWAPPED = 3, 7, 12
_QUOTED = r"\"[^\"]*\"|“[^“”]*”"
_OPENERS = "and|now|then|so|ok|okay|but|please"
# "only IT" names a department.
_LEAD = wording(
    rf"(?:(?:{_OPENERS}|or|also|only|just|instead|again|try|repeat|(?:do )?the same(?: thing)?|same"
    "|(?:what|how) about|(?:do |try |make )?(?:(?-i:it)|that)(?: again)?|once more|one more time"
    "|(?:(?:tell|give|write|show)(?: me)? )?(?:another(?: one)?|one more)"
    r"(?=$|[?!.]| (?:about|for|on)\b))"
    r"\b[\s,:]*)+"
)
_OPENING = wording(rf"^(?:(?:{_OPENERS})\b[\s,]*)+")
_LINK = wording("(?:for|with|using|on|of) ")
_IN_ROWS = wording(rf"(?:{_LINK.pattern}|in )(?:the )?")
_BETWEEN = wording(r"\s*(?:[,;]\s*)?(?:and )?")
_PRONOUN = wording(
    rf"({_QUOTED})|(?<![\w.])(?:(?:the|that|this|its|last|previous) (?:result|answer|output)"
    "|it|them|(?:that|this)(?=$| (?:by|to|from|in|into|with|times|plus|minus|and|as)\\b))(?!\\w)"
)
_LAST_RESULT = re.compile(rf"({_QUOTED})|(?<![\w.])_(?!\w)")
_OPERATOR = wording(
    "(?:plus|minus|times|multiplied by|divided by|to the power of|modulo|mod|squared|cubed"
    r"|[+*/^]|-(?=\s))"
)
_SPOKEN = (
    (wording(r"add (\S+)$"), "add {1} to {0}"),
    (wording(r"subtract (\S+)$"), "subtract {1} from {0}"),
    (wording(r"multiply by (\S+)$"), "multiply {0} by {1}"),
    (wording(r"divide by (\S+)$"), "divide {0} by {1}"),
)
_MANNER = wording("(?:to|into|in|by|as|from|ascending|descending|reversed)\\b")
_NAMES_ANOTHER = wording(r"\b(?:and|or|try|about|same)[\s,:]*$")
# The whole of "$42.50", not the 42 of it.
_VALUE_ENDS = r"(?=[?.!,;:]*(?:\s|$))"
_ONE_TEXT = re.compile(rf"{_QUOTED}|[^\W\d_]+")
_MEASURE = wording(
    r"\b(?:sum|total|product|average|mean|median|max(?:imum)?|min(?:imum)?|range"
    r"|largest|smallest|highest|lowest)\b"
)
_ONE_MEASURE = wording(rf"(?:the )?({_MEASURE.pattern})(?: instead)?$")
_HOW_MANY = wording(rf"(?:{_LINK.pattern})?(?:the )?(?:first )?(\d+)")
_SUBJECT = wording(r" (?:about|on|for) .*$")
_LONGEST_VALUE = 60
_DIRECTION = wording(r"(?:^|[^\w\s])(?=[\w\s]*$)[\w\s]*?(?P<way> (?:to|into|in|by|as) [\w\s]+)$")


class Exchange(Struct, frozen=True):
    """A task of a session, and what came of it.

    `arguments` are what its function was called with; `error` says why the result is missing.
    """

    task: str
    result: JSONValue = None
    arguments: JSONObject | None = None
    error: str = ""
    node_id: str = ""


def needs_another(text: str) -> bool:
    """Return True if a line needs the task before it: "now for 7", "again", "double it"."""
    line = _bare(text)
    # A quoted text is also matched, so that no `_` in it counts.
    names_result = any(found[1] is None for found in _LAST_RESULT.finditer(line))
    if names_result or _speaks_of_another(line):
        return True
    rest = after_lead(line)
    return not rest or _is_values(_LINK.sub("", rest, count=1))


def after_lead(line: str) -> str:
    """Return what a line says behind "and", "now", "the same" and other words that go on."""
    lead = _LEAD.match(line)
    return line[lead.end() :] if lead else line


def may_go_on(text: str, last: Exchange) -> bool:
    """Return True if a line may go on from another: "but recursive", "now for negative numbers"."""
    line, task = _bare(text), _bare(last.task)
    rest = after_lead(line)
    words = len(_LINK.sub("", rest, count=1).split())
    return (
        needs_another(line)
        or goes_on_from_file(task, rest)
        or _ONE_MEASURE.match(rest) is not None
        or _swaps_a_word(task, rest)
        or (rest != line and words <= _FEW_WORDS)
        or (_MANNER.match(line) is not None and words <= _FEW_WORDS + 1)
    )


def _swaps_a_word(task: str, rest: str) -> bool:
    return any(_with_part(task, rest)) or any(with_opposite(task, rest))


def spoken_of(text: str, last: Exchange) -> Iterator[str]:
    """Return the whole tasks that a line with a pronoun or an operator in front may mean."""
    line, spelled = _bare(text), spelled_value(last.result)
    if not spelled:
        return
    if _speaks_of_another(line):
        yield _replaced(_PRONOUN, line, spelled)
    rest = _OPENING.sub("", line)
    if isinstance(last.result, (int, float)) and not isinstance(last.result, bool):
        if _OPERATOR.match(rest):
            yield f"{spelled} {rest}"
        for pattern, said in _SPOKEN:
            if found := pattern.match(rest):
                yield said.format(spelled, found[1])


def meant_by(text: str, last: Exchange) -> Iterator[str]:
    """Yield the whole tasks that a line with other values or another manner may mean."""
    line = _bare(text)
    rest = after_lead(line)
    lead = line[: len(line) - len(rest)]
    if not may_go_on(text, last):
        return
    if not rest:
        yield last.task
        return
    if takes_order(last.task, rest):
        # An order names no other value of a condition.
        yield from _changed(last, rest)
        return
    linked = _LINK.sub("", rest, count=1)
    if _is_values(linked):
        yield from _with_values(last.task, linked)
    yield from _with_part(last.task, rest)
    yield from _of_other_rows(last, rest)
    yield from _of_another_kind(last, rest)
    yield from _about_another(last.task, rest)
    is_quoted = linked[:1] in ('"', "“")
    if lead and (is_quoted or linked != rest or _NAMES_ANOTHER.search(lead)):
        yield from _with_word(last, rest)
    yield from _changed(last, rest)


def with_last_result(text: str, last: Exchange) -> str:
    """Return the text with the last result in place of `_`."""
    spelled = spelled_value(last.result)
    return _replaced(_LAST_RESULT, text, spelled) if spelled else text


def _bare(text: str) -> str:
    return text.strip().rstrip("?.! ")


def _speaks_of_another(line: str) -> bool:
    """Return True if a short line's pronoun can only mean the result before it."""
    rest = _OPENING.sub("", line)
    found = _PRONOUN.search(rest)
    while found and found[1]:
        found = _PRONOUN.search(rest, found.end())
    if found is None or len(rest.split()) > _MOST_WORDS:
        return False
    # "sort 3, 1 and reverse it": the line itself says what it means.
    return not re.search(r"[,;:]|\b(?:and|then|a|an)\b", rest[: found.start()], re.IGNORECASE)


def _replaced(pattern: re.Pattern[str], text: str, said: str) -> str:
    """Return the text with each match replaced, quoted texts left as they are."""
    return pattern.sub(lambda found: found[1] or said, text)


def _is_values(text: str) -> bool:
    """Return True if the text is nothing but values."""
    values = values_in(text)
    ends = [0, *(one.end for one in values)]
    starts = [*(one.start for one in values), len(text)]
    gaps = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    inner = all(gap and _BETWEEN.fullmatch(gap) for gap in gaps[1:-1])
    return bool(values) and not gaps[0].strip() and not gaps[-1].strip() and inner


def _with_values(task: str, typed: str) -> Iterator[str]:
    """Yield the last task with other values: all, a row of numbers, or one of a kind."""
    given, own = values_in(typed), values_in(task)
    if [_kind(one) for one in given] == [_kind(one) for one in own]:
        whole = task
        for old, new in reversed(list(zip(own, given, strict=True))):
            whole = whole[: old.start] + typed[new.start : new.end] + whole[old.end :]
        yield whole
    # "sort 3, 1, 2", "and 5": one number in place of a row, or one more in it?
    for row in _rows(task, own) if len(given) > 1 else ():
        yield task[: row[0].start] + typed + task[row[-1].end :]
    for one in own:
        same = [other for other in own if _kind(other) == _kind(one)]
        if len(given) == 1 and len(same) == 1 and _kind(given[0]) == _kind(one):
            yield task[: one.start] + typed + task[one.end :]
        if isinstance(one.value, list) and len(given) > 1:
            yield f"{task[: one.start]}[{typed}]{task[one.end :]}"


def _kind(value: TextValue) -> str:
    return "number" if value.form in ("quantity", "spoken") else value.form


def _rows(task: str, own: tuple[TextValue, ...]) -> Iterator[tuple[TextValue, ...]]:
    """Return the numbers that stand in a row, where there are some."""
    row: list[TextValue] = []
    for value in own:
        gap = task[row[-1].end : value.start] if row else ""
        if row and not (_kind(value) == "number" and gap and _BETWEEN.fullmatch(gap)):
            if len(row) > 1:
                yield tuple(row)
            row = []
        if _kind(value) == "number":
            row.append(value)
    if len(row) > 1:
        yield tuple(row)


def _with_part(task: str, rest: str) -> Iterator[str]:
    """Yield the last task with another value in a part of it: "the first 3"."""
    values = values_in(rest)
    if not values or _is_values(rest):
        return
    pattern, at = "", 0
    for value in values:
        # Possessive and up to what follows: else a list of numbers is tried in all combinations.
        behind = re.escape(rest[value.end : value.end + 1])
        way = "+" if behind else "?"
        pattern += re.escape(rest[at : value.start]) + rf"[^\s{behind}]{{1,{_LONGEST_VALUE}}}{way}"
        at = value.end
    pattern += re.escape(rest[at:])
    for form in (pattern, re.sub(r"^the\\ ", "", pattern)):
        found = list(re.finditer(rf"(?<!\w){form}{_VALUE_ENDS}", task, re.IGNORECASE))
        if len(found) == 1:
            said = rest if form == pattern else rest[4:]
            yield task[: found[0].start()] + said + task[found[0].end() :]


def _of_other_rows(last: Exchange, rest: str) -> Iterator[str]:
    """Yield a question on a file with another value in its one condition: "and Oslo?"."""
    value = _IN_ROWS.sub("", rest, count=1)
    conditions = (last.arguments or {}).get("where")
    start = last.task.lower().find(" where ")
    says_more = is_of_rows(rest) or _ONE_MEASURE.match(rest) or _swaps_a_word(last.task, rest)
    if says_more or start < 0 or not isinstance(conditions, list) or len(conditions) != 1:
        return
    *_, old = _texts_in(conditions)
    found = list(re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", last.task[start:]))
    if old and len(found) == 1 and len(value.split()) <= _FEW_WORDS:
        begin, end = (start + place for place in found[0].span())
        is_quoted = last.task[begin - 1] in "\"'“"
        value = value.strip("\"'“”") if is_quoted else value
        yield last.task[:begin] + value + last.task[end:]


def _of_another_kind(last: Exchange, rest: str) -> Iterator[str]:
    """Yield the last task with another word in place of one: "and the letters" for words."""
    wanted = re.fullmatch(r"(?:the )?([^\W\d_]{3,})", rest, re.IGNORECASE)
    given = " ".join(_texts_in(_arguments(last))).lower().split()
    words = list(re.finditer(r"(?<![\w\"“@./-])[^\W\d_]{3,}(?![\w\"”])", last.task))
    is_manner = rest.lower() in ("ascending", "descending") or any(with_opposite(last.task, rest))
    if wanted is None or is_manner or len(words) > _MOST_SWAPPED:
        return
    for word in words:
        if word.group().lower() not in given:
            yield last.task[: word.start()] + wanted[1] + last.task[word.end() :]


def _about_another(task: str, rest: str) -> Iterator[str]:
    """Yield the last task about another subject: "another one about bees"."""
    subject = _SUBJECT.search(_bare(task))
    if subject is not None and _SUBJECT.match(f" {rest}"):
        yield f"{task[: subject.start()]} {rest}"


def _with_word(last: Exchange, typed: str) -> Iterator[str]:
    """Yield the last task about another text: "and banana?", "now for p"."""
    word = _LINK.sub("", typed, count=1)
    bare = word.strip("\"'“”")
    texts = [value for value in _arguments(last) if isinstance(value, str)]
    if len(texts) > 1:
        # "count the letter s in mississippi": "p" is another letter, "banana" could be either.
        texts = [text for text in texts if len(text) == len(bare) == 1]
    places = [
        found
        for text in texts
        for found in re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", last.task)
    ]
    if len(places) == 1 and _ONE_TEXT.fullmatch(word):
        before, after = last.task[: places[0].start()], last.task[places[0].end() :]
        said = bare if before[-1:] in ('"', "“") or word == bare else f'"{bare}"'
        yield before + said + after


def _changed(last: Exchange, rest: str) -> Iterator[str]:
    """Yield the last task done in another way: "but descending", "to kelvin", "in uppercase"."""
    low = last.task.rstrip("?.! ")
    values = values_in(rest)
    for one in with_opposite(low, rest):
        yield from _with_values(one, rest[values[0].start : values[-1].end]) if values else (one,)
    yield from of_file(low, rest)
    measures = _MEASURE.findall(low)
    if len(measures) == 1 and (measure := _ONE_MEASURE.match(rest)):
        yield low.replace(measures[0], measure[1])
    direction = _DIRECTION.search(low)
    if direction and re.match(r"(?:to|into|in|by|as)\s", rest, re.IGNORECASE):
        yield low[: direction.start("way")] + " " + rest
    if is_order(rest):
        low = without_order(low)
    # Words behind a text without quotes would be read as a part of it.
    texts = [one for one in _arguments(last) if isinstance(one, str)]
    names_file = is_about_file(low) and not is_of_rows(rest)
    if names_file or not any(low.endswith(one) for one in texts):
        yield f"{low} {rest}"
        yield f"{low} in {rest} order"
        if how_many := _HOW_MANY.fullmatch(rest):
            yield f"{low} with {how_many[1]} terms"


def _texts_in(value: object) -> Iterator[str]:
    """Yield the texts in a value of lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts_in(one)


def _arguments(last: Exchange) -> tuple[JSONValue, ...]:
    return tuple((last.arguments or {}).values())
