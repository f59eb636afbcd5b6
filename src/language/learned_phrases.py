"""Which phrase can be learned from the wording of a solved task?"""

import re
from collections.abc import Iterator, Mapping

from ..domain.json_value import JSONObject, JSONValue
from ..domain.signature import FunctionParameter, Signature
from .ambiguity import names_nothing
from .phrases import Phrase, PhraseMatch, as_literal, words_of
from .slot_values import as_json, read_literal, read_slot
from .small_talk import clean_request
from .tokenizer import OPPOSITES, plain_text
from .values_in_text import TextValue, as_list, values_behind_colon, values_in
from .vocabulary import SYNONYMS

_NAMED = re.compile(r"\b(?:word|text|string|name|letter|character|sentence)\s+$", re.IGNORECASE)
_BARE_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*[^\W_])?")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_NUMBER_TYPES = frozenset({"int", "float", "None", "Optional", "Union"})
_MEANINGFUL = frozenset(
    "length size case order position index value values number numbers alphabetically".split()
).union(SYNONYMS, *OPPOSITES)
_LONGEST = 10_000


def request_of(text: str) -> str:
    """Return the request as learned phrases and wordings are compared: without politeness."""
    return clean_request(plain_text(text))


def phrase_of(text: str, signature: Signature, arguments: JSONObject) -> str | None:
    """Return the phrase that reads these arguments from this text, and others from the same form.

    None unless each value of the text is exactly one argument, and each argument one value of
    the text or its default. Where all arguments follow a colon, what is before it is words
    alone; elsewhere only numbers in words may be something else than arguments ("the two lists").
    """
    request = request_of(text)
    if len(request) > _LONGEST:
        return None
    slots = _slots(request, signature.parameters, arguments)
    if not slots:
        return None
    types = {parameter.name: parameter.annotation for parameter in signature.parameters}
    phrase = "".join(_pieces(request, slots, types)).strip()
    read = arguments_by(Phrase(phrase, {}), request, words_of(request))
    if read is None or read.keys() != slots.keys():
        return None
    are_equal = (_are_equal(value, arguments[name]) for name, value in read.items())
    return phrase if all(are_equal) else None


def arguments_by(phrase: Phrase, request: str, words: frozenset[str]) -> JSONObject | None:
    """Return the arguments that a learned phrase reads from a request; None where it does not fit.

    `words` are those of the request.
    """
    match = phrase.match(request, words, phrase.words)
    if match is None or match.objection or _is_text_in_doubt(phrase, match):
        return None
    try:
        return {name: read_slot(phrase.slot_types[name], raw) for name, raw in match.slots.items()}
    except ValueError:
        return None


def _is_text_in_doubt(phrase: Phrase, match: PhraseMatch) -> bool:
    """Return True if a bare text may say what to do, or is written as a number or list is."""
    for name, raw in match.slots.items():
        if phrase.slot_types[name] not in ("word", "text") or raw[0] in "\"'":
            continue
        found = values_in(raw)
        is_value = bool(found) and (found[0].start, found[-1].end) == (0, len(raw))
        if is_value or raw.lower() in _MEANINGFUL:
            return True
    return False


def _slots(
    request: str, parameters: tuple[FunctionParameter, ...], arguments: JSONObject
) -> Mapping[str, TextValue]:
    """Return the value of each parameter that the request holds; {} if any of them is in doubt."""
    values = values_in(request)
    behind = values_behind_colon(request, values)
    if behind:
        slots = _assigned(request, behind, parameters, arguments)
        if slots:
            return slots
    values = tuple(one for one in values if one.form != "constant" or one in behind)
    return _assigned(request, values, parameters, arguments)


def _assigned(
    request: str,
    values: tuple[TextValue, ...],
    parameters: tuple[FunctionParameter, ...],
    arguments: JSONObject,
) -> Mapping[str, TextValue]:
    for argument in arguments.values():
        values = as_list(request, values, argument)
    values = _with_bare_texts(request, values, arguments)
    slots: dict[str, TextValue] = {}
    for parameter in parameters:
        if parameter.name not in arguments:
            continue
        argument = arguments[parameter.name]
        held = [one for one in values if one.equals(argument)]
        if len(held) == 1 and held[0] not in slots.values():
            slots[parameter.name] = held[0]
        elif held or not is_default(parameter, argument):
            return {}
    left = [one for one in values if one not in slots.values()]
    return slots if all(one.form == "spoken" for one in left) else {}


def _with_bare_texts(
    request: str, values: tuple[TextValue, ...], arguments: JSONObject
) -> tuple[TextValue, ...]:
    """Add the texts without quotes that are arguments and plainly set off."""
    texts = (one for one in arguments.values() if isinstance(one, str) and one)
    for text in texts:
        if any(value.equals(text) for value in values):
            continue
        bare = _behind_colon(request, text) or _named_word(request, text, values)
        if bare is not None:
            outside = [one for one in values if one.end <= bare.start or one.start >= bare.end]
            values = tuple(sorted([*outside, bare], key=lambda one: one.start))
    return values


def _behind_colon(request: str, text: str) -> TextValue | None:
    """Return the text where it is all that follows the only colon."""
    before, colon, after = request.partition(":")
    if not colon or ":" in after or after.strip() != text or text[0] in "\"'[({":
        return None
    start = len(before) + 1 + after.index(text)
    return TextValue("text", text, start, start + len(text))


def _named_word(request: str, text: str, values: tuple[TextValue, ...]) -> TextValue | None:
    """Return the text if it is one word that occurs once, behind a noun such as "word"."""
    found = list(re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", request, re.IGNORECASE))
    if len(found) != 1 or found[0].group() != text or not _BARE_WORD.fullmatch(text):
        return None
    start, end = found[0].span()
    is_inside = any(one.start <= start < one.end for one in values)
    is_plain = not names_nothing(text) and text.lower() not in _MEANINGFUL
    noun = _NAMED.search(request[:start])
    if is_inside or noun is None:
        return None
    if len(text) == 1 and noun.group().strip().lower() in ("letter", "character"):
        return TextValue("glyph", text, start, end)
    return TextValue("word", text, start, end) if is_plain else None


def is_default(parameter: FunctionParameter, argument: JSONValue) -> bool:
    """Return True if the argument is what the parameter is without one."""
    try:
        default = as_json(read_literal(parameter.default)) if parameter.default else ...
    except ValueError:
        return False
    return type(default) is type(argument) and default == argument


def _pieces(
    request: str, slots: Mapping[str, TextValue], types: Mapping[str, str]
) -> Iterator[str]:
    at = 0
    for name, value in sorted(slots.items(), key=lambda pair: pair[1].start):
        yield _between(request[at : value.start], is_behind_slot=at > 0)
        yield f"{{{name}:{_slot_type(value.form, types[name])}}}"
        at = value.end
        if value.form == "quantity" and (ending := _ORDINAL.match(request, at)):
            yield "(st|nd|rd|th)"
            at = ending.end()
    yield _between(request[at:], is_behind_slot=True)


def _between(text: str, *, is_behind_slot: bool) -> str:
    """Return the words of the phrase; a slot takes the comma and the blanks behind it with it."""
    plain = re.sub(r"\A\s*[,;]\s*|\A\s+", " ", text) if is_behind_slot else text
    return as_literal(re.sub(r"\s+", " ", plain))


def _slot_type(form: str, annotation: str) -> str:
    if form in ("quantity", "spoken"):
        is_number = set(re.findall(r"\w+", annotation)) <= _NUMBER_TYPES
        return "quantity" if is_number or form == "spoken" else "literal"
    return "literal" if form == "constant" else form


def _are_equal(value: JSONValue, other: JSONValue) -> bool:
    """Return True for equal values, and for two lists of the same items: a set has no order."""
    if isinstance(value, list) and isinstance(other, list):
        if sorted(map(repr, value)) == sorted(map(repr, other)):
            return True
    return TextValue("", value, 0, 0).equals(other)
