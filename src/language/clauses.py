"""Splits a compound request into clauses, at joining words before a verb."""

import re

from .tokenizer import plain_text

_VERBS = frozenset(
    "add analyze append calculate capitalize change check combine compare compose compute convert"
    " count create decode decrypt delete describe determine divide draw encode encrypt evaluate"
    " explain extract filter find fix format generate get give group join keep list make merge"
    " multiply name order pick plot print produce rank read remove repeat replace report return"
    " reverse rewrite rotate round say search select send shorten shout show shuffle simplify sort"
    " split square store subtract suggest sum summarize summarise take tell test translate"
    " transpose turn uppercase lowercase use work write".split()
)
_ASIDE = "and|then|finally|afterwards|next|also"
_JOINT = re.compile(
    rf"\s*[,;.]\s+(?:(?:{_ASIDE})\s+)*(?=(\w+))|\s+(?:(?:{_ASIDE})\s+)+(?=(\w+))", re.IGNORECASE
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|(?<!\w)'[^']*'(?!\w)|(?<!\S)@\S*[^\s,;:?!.]")


def clauses_of(text: str) -> tuple[str, ...]:
    """The requests that a text joins, in order; the whole text where it is one.

    It is cut only in front of a word that tells somebody to do something, and never within
    quotes: "count the words and write a poem" is two, "add 10 and 20" is one.
    """
    plain = plain_text(text).rstrip(" .!?")
    hidden = _QUOTED.sub(lambda match: "x" * len(match.group()), plain)
    pieces: list[str] = []
    at = 0
    for joint in _JOINT.finditer(hidden):
        verb = (joint.group(1) or joint.group(2)).lower()
        if verb in _VERBS and joint.start() > at:
            pieces.append(plain[at : joint.start()])
            at = joint.end()
    return (*pieces, plain[at:])
