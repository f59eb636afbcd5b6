"""What a task asks for: a result, a function, or a whole program."""

import re
from enum import StrEnum

from msgspec import Struct


class Wanted(StrEnum):
    """What a task asks for."""

    RESULT = "result"
    FUNCTION = "function"
    PROGRAM = "program"


class CodeRequest(Struct, frozen=True):
    """What is asked for and what it does, in the words of the task.

    `name` is the function's name where the task gives one; `manner` is how it has to be written
    ("recursive").
    """

    wanted: Wanted
    wording: str
    name: str = ""
    manner: str = ""


_POLITE = r"(?:(?:please|kindly|hey|hi|hello|ok|okay|now|then|so|just)\b[,!.]?\s*)*"
_ASKS = (
    r"(?:(?:(?:can|could|would|will)\s+you(?:\s+please)?|help\s+me(?:\s+to)?|let['’]?s"
    r"|you\s+(?:should"
    r"|must)|i(?:\s+would|['’]d)?\s+(?:want|need|like)(?:\s+you)?(?:\s+to)?|your\s+task\s+is\s+to"
    r"|please)\s+)*"
)
_VERB = (
    r"(?:(?:write|create|make|build|give|code|implement|develop|define|design|construct|generate"
    r"|produce|program|provide|show|complete|compose)(?:\s+(?:me|us))?(?:\s+up)?\s+)?"
)
_PLAIN = (
    r"(?:a|an|the|some|one|simple|small|short|quick|tiny|single|new|python3?|pure|typed|reusable"
    r"|general|generic|basic|little|utility|helper|plain|complete|full|working|piece\s+of)"
)
_MANNER = (
    r"recursive|iterative|lambda|async|asynchronous|generator|one[- ]line|vectorized|memoi[sz]ed"
    r"|higher[- ]order|decorator"
)
_FUNCTION = r"functions?|subroutine|method|code|snippet"
_PROGRAM = r"program|script|application|app|command[- ]line\s+tool"
# In everyday English these mean code only if they are written and do something.
_EVERYDAY = frozenset({"method", "code", "snippet", "application", "app"})
_CODES = re.compile(r"\b(?:write|implement|define|code|develop|build|program)\b", re.IGNORECASE)
_REQUEST = re.compile(
    rf"{_POLITE}{_ASKS}{_POLITE}{_VERB}(?:{_PLAIN}\s+)*(?:(?P<manner>{_MANNER})\s+)?"
    rf"(?:{_PLAIN}\s+)*"
    rf"(?:(?P<function>{_FUNCTION})|(?P<program>{_PROGRAM}))\b"
    r"(?:\s+(?:in|with|using)\s+python\s*3?\b)?"
    r"(?:\s*[,:]?\s*(?:(?:called|named)\s+)?[`'\"]?(?P<name>[a-z_]\w*)[`'\"]?"
    r"(?P<takes>\([^()]*\))?,?"
    r"(?=\s))??"
    r"\s*(?P<link>(?:that|which)(?:\s+(?:can|will|should|shall|must|would))?\s|to\s|for\s"
    r"|(?=(?:taking|accepting|returning|given)\s))",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"(?:called|named)\s+[`'\"]?$", re.IGNORECASE)
_ENDING = re.compile(
    r"(?<![\s,])[\s,]+(?:please|thanks|thank\s+you|(?:in|using|with)\s+python\s*3?|for\s+me)"
    r"\s*[.!]*$"
    r"|(?<![\s.!?])[\s.!?]+$",
    re.IGNORECASE,
)
# "a script for a film": only an activity makes it a program's purpose.
_ACTIVITY = re.compile(r"[a-z]+ing\b", re.IGNORECASE)
LONGEST_OPENING = 500
"""Characters in which a request for code shows as one; more of them make the pattern slow."""
_NOT_A_NAME = frozenset("that which to for in with using taking accepting returning given".split())


def read_request(text: str) -> CodeRequest:
    """Tell whether a task asks for a result, a function or a program, and what that does."""
    plain = CodeRequest(Wanted.RESULT, text)
    found = _REQUEST.match(text.strip(), 0, LONGEST_OPENING)
    if found is None:
        return plain
    wording = text.strip()[found.end() :].strip()
    if not _is_code(text.strip(), found, wording):
        return plain
    name = found["name"] or ""
    if name and (name.lower() in _NOT_A_NAME or not _is_name(text.strip(), found)):
        return plain
    while wording != (shorter := _ENDING.sub("", wording)):
        wording = shorter
    if not wording:
        return CodeRequest(Wanted.RESULT, wording)
    wanted = Wanted.PROGRAM if found["program"] else Wanted.FUNCTION
    return CodeRequest(wanted, wording, name, (found["manner"] or "").lower())


def _is_code(text: str, found: re.Match[str], wording: str) -> bool:
    """Return True unless the noun is meant in another sense: a program for a wedding, a method."""
    noun = (found["program"] or found["function"]).lower()
    link = found["link"].strip().lower()
    if noun in _EVERYDAY:
        only_that = noun in ("application", "app") and link == "to"
        is_written = _CODES.search(
            text, 0, found.start("program" if found["program"] else "function")
        )
        return is_written is not None and link != "for" and not only_that
    return link != "for" or found["program"] is None or _ACTIVITY.match(wording) is not None


def _is_name(text: str, found: re.Match[str]) -> bool:
    """Tell whether the word behind "function" is its name; "a function room" has none."""
    said = _NAME_BEFORE.search(text[: found.start("name")]) is not None
    quoted = text[found.start("name") - 1] in "`'\""
    return said or quoted or found["takes"] is not None or "_" in found["name"]
