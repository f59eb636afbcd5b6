"""Removes politeness and filler words around a request."""

import re
from collections.abc import Collection

_LEAD = re.compile(
    r"""(?:
      (?:please|pls|plz|kindly|hey|okay|ok|so|now|just|simply|quickly)\b[,!]?
    | (?:can|could|would|will)\syou\b
    | do\syou\sknow\b
    | i(?:\swould|'d)?\s(?:want|need|like|wish)(?:\syou)?\sto\b(?:\sknow\b)?
    | (?:i(?:\swould|'d)?\s(?:want|need|like)|let\sme\s(?:know|have|see))\b
    | help\sme\b(?:\sto\b)?
    | (?:write|create|make|build|give|code|implement|develop|program)\b
      (?:\s(?:me|us))?(?:\s(?:a|an|some|the))?
      (?:\s(?:simple|small|short|quick|tiny|python))*
      \s(?:program|function|script|code|tool|routine|piece\sof\scode)
      (?:\s(?:in|with|using)\spython)?
      (?:\s(?:that|which)(?:\s(?:can|will|should))?|\sto|\sfor)
    | (?:calculate|compute|determine|evaluate|output|return|display|retrieve)\b
    | (?:find|work|figure|print)\sout\b
    | (?:find|get|print)\b(?:\s(?:me|us)\b)?
    | (?:give|show|tell)\b(?:\s(?:me|us)\b)?
    | (?:what|how\smuch)\s(?:is|are|was|were|would\sbe|will\sbe)\b
    | what's\b | whats\b
    | (?:the\s)?(?:result|answer)\s(?:of|to|for)\b
    )\s*:?\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_ARTICLE = re.compile(r"(?:the|a|an)\s+(?=\S)", re.IGNORECASE)
_TAIL = re.compile(
    r"[\s,]+(?:please|pls|plz|thanks|thank\syou|for\sme|(?:in|with|using)\spython|right\snow|now)$",
    re.IGNORECASE,
)
_THIRD_PERSON = re.compile(r"(?:that|which)\s+$", re.IGNORECASE)
_VERB = re.compile(r"([a-z]+?)(es|s)\b", re.IGNORECASE)
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"})
# "5!" is a factorial, and "... ---" a message.
_CLOSING = re.compile(r"(?:(?<=[^\W\d])|(?<=[\"')\]]))[.?!;,]+\s*$|(?<=\d)[.?;,]+\s*$|\s+$")


def clean_request(text: str, verbs: Collection[str] = ()) -> str:
    """The request itself: no politeness, no "write a program that", no leading article.

    Only whole words at the two ends are taken away; the case of the rest is kept. A verb
    behind "that" loses its third person if `verbs` knows it ("that sorts" -> "sort").
    """
    request = _CLOSING.sub("", text.translate(_QUOTES).strip())
    while True:
        shorter = _without_tail(_without_lead(request, verbs))
        if shorter == request:
            return request
        request = shorter


def _without_lead(request: str, verbs: Collection[str]) -> str:
    match = _LEAD.match(request)
    if match is None or match.end() == len(request):
        return _ARTICLE.sub("", request, count=1) if _ARTICLE.match(request) else request
    rest = request[match.end() :]
    return _plain_verb(rest, verbs) if _THIRD_PERSON.search(match.group()) else rest


def _plain_verb(request: str, verbs: Collection[str]) -> str:
    match = _VERB.match(request)
    if match is None:
        return request
    stem, ending = match.groups()
    for base in (stem, stem + ending[:-1]):
        if base.lower() in verbs or _LEAD.match(base):
            return base + request[match.end() :]
    return request


def _without_tail(request: str) -> str:
    return _CLOSING.sub("", _TAIL.sub("", request))
