"""Which part of a model's reply is the text that was asked for?"""

import re

_KINDS = (
    r"haikus?|poems?|limericks?|songs?|lyrics|sonnets?|verses?|ballads?|odes?|lullab(?:y|ies)"
    r"|rhymes?|jokes?|puns?|riddles?|stor(?:y|ies)|tales?|fables?|myths?|legends?|anecdotes?"
    r"|monologues?|dialogues?|essays?|articles?|posts?|tweets?|headlines?|captions?|newsletters?"
    r"|reviews?|descriptions?|advertisements?|ads?|releases?|biograph(?:y|ies)|bios?|e-?mails?"
    r"|letters?|notes?|messages?|invitations?|announcements?|apolog(?:y|ies)|greetings?|wishes"
    r"|speech(?:es)?|toasts?|slogans?|taglines?|mottos?|summar(?:y|ies)|translations?|paragraphs?"
    r"|sentences?|texts?|lists?|ideas?|versions?|responses?|answers?|examples?|drafts?|names?"
    r"|titles?|reasons?|tips?|horoscopes?"
)
_YIELDS = (
    r"(?:here(?:['’]s|\s+is|\s+are|\s+you\s+go|\s+goes|\s+comes)|below\s+(?:is|are)|this\s+is"
    r"|(?:the\s+)?following\s+(?:is|are)|how\s+about|i\s+(?:wrote|came\s+up\s+with)"
    r"|i(?:['’]ve|\s+have)\s+(?:written|created|composed))"
)
_AGREES = (
    r"(?:sure(?:\s+thing)?|certainly|of\s+course|absolutely|definitely|gladly|okay|ok|alright"
    r"|great|no\s+problem|yes|with\s+pleasure|happy\s+to\s+help)"
)
_OFFERS = (
    r"(?:i(?:['’]d|\s+would|['’]ll|\s+will|\s+can|['’]m|\s+am)\s+(?:be\s+)?(?:happy|glad|delighted"
    r"|help|write|create|compose|provide|tell)\b[^.!:\n]*|let\s+me\s+[^.!:\n]*"
    r"|as\s+an?\s+(?:ai|language)\b[^.!:\n]*)"
)
# A reply that begins with one of these talks to the user, whatever follows.
_AGREEMENT = re.compile(
    rf"(?:{_AGREES}[!.,:]*\s*(?:\n|$|(?={_YIELDS}|{_OFFERS}))|{_OFFERS}[.!:]+\s*)", re.IGNORECASE
)
# "Here is the house:" may be a poem's first line: only a kind of text makes it an introduction.
_ARTICLE = r"(?:an?|one|your|the|some|another|\d+|two|three|four|five|six|ten)"
_INTRODUCTION = re.compile(
    rf"{_YIELDS}\s+{_ARTICLE}\s+(?:[^:\n]*\s)?(?:{_KINDS})\b[^:\n]*:\s*"
    rf"|{_YIELDS}[^:\n]*:[ \t]*\n",
    re.IGNORECASE,
)
LONGEST_INTRODUCTION = 500
"""Characters; the pattern takes the square of them."""
_NAMES_A_KIND = re.compile(rf"\b(?:{_KINDS}|one|what|it|you\s+go|your|requested)\b", re.IGNORECASE)
_LABEL = re.compile(rf"(?!title)(?:{_KINDS})(?:\s+(?:about|on|for)\s+[^:\n]*)?:\s*", re.IGNORECASE)
_TITLE = re.compile(r"title:[^\n]*\n+", re.IGNORECASE)
_TITLE_ASKED = re.compile(r"\b(?:titled?|headlines?|heading)\b", re.IGNORECASE)

_CLOSING_REMARK = re.compile(
    rf"""(?:i\shope\s(?:you|this|that|it|these|the)\b[^\n]*
    | hope\s(?:you|this|that|it|these)\b[^\n]*
    | (?:please\s)?(?:let\sme\sknow|feel\sfree)\b[^\n]*
    | would\syou\slike\b[^\n]*\?[^\n]* | do\syou\s(?:want|need)\b[^\n]*\?
    | is\sthere\sanything\selse\b[^\n]* | if\syou(?:['’]d|\swould)?\s(?:like|need|want|have)\b[^\n]*
    | enjoy(?:\s(?:it|your\s(?:{_KINDS}|reading)))?[!.]* | (?:explanation|note|word\scount):[^\n]*
    | \(?(?:word\scount:?\s)?\d+\swords\)?\.?
    | this\s(?:{_KINDS})\s(?:is|captures|uses|plays|describes|highlights|follows|has|aims
      |tells|conveys|reflects|explores|celebrates|showcases|emphasi[sz]es|should|was
      |consists)\b[^\n]*)""",
    re.IGNORECASE | re.VERBOSE,
)
_REMARK_BEHIND = re.compile(
    rf"(?<=[.!?\"”])\s+(?:let\sme\sknow\sif\syou|i\shope\s(?:you|this)\s[^.!?\n]*\b(?:{_KINDS})\b"
    r"|would\syou\slike\s(?:me\sto|another|to\shear))[^\n]*$",
    re.IGNORECASE,
)
# In these, "Please let me know" is said to their reader.
_MAIL = re.compile(
    r"\b(?:e-?mail|letter|message|invitation|memo|note|reply|mail|apology)\b", re.IGNORECASE
)
_FENCED = re.compile(r"(`{3,}|~{3,})[\w-]*[ \t]*\n(.*?)\n?\1", re.DOTALL)
_RULE = re.compile(r"(?:[-*_=][ \t]?){3,}")
_SENTENCE_END = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?…][\"”'’)*]*(?=\s|$)"
)


def plain_text_of(reply: str, asked: str) -> str:
    """Return the text of a reply without introductions, remarks, quotes and marks.

    `asked` is the prompt: a title that it asks for stays. A reply that is nothing else is
    returned as it is.
    """
    text = reply.replace("\r\n", "\n").strip()
    while text != (shorter := _once_shorter(text, asked)) and shorter:
        text = shorter
    return text


def without_cut_end(text: str) -> str:
    """Return a text that the token limit cut, up to its last whole sentence or line."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    # A sentence's end in the first third would lose more than the cut did.
    if ends and ends[-1] * 3 > len(text):
        return text[: ends[-1]].rstrip()
    return text.rpartition("\n")[0].rstrip() or text


def sentence_ends(text: str) -> list[int]:
    """Return where each sentence of a text ends; a line break alone ends none."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    is_open = text[ends[-1] if ends else 0 :].strip()
    return [*ends, len(text)] if is_open else ends


def _once_shorter(text: str, asked: str) -> str:
    """Return the text without the first thing that does not belong to it, if there is one."""
    fenced = _FENCED.fullmatch(text)
    if fenced is not None:
        return fenced[2].strip()
    for whole in (_without_introduction(text, asked), _without_remark(text, asked)):
        if whole != text:
            return whole
    return _without_marks(text)


def _without_introduction(text: str, asked: str) -> str:
    plain = text.lstrip("*_# ")
    found = _AGREEMENT.match(plain) or _introduction(plain)
    if found is None:
        label = _LABEL.match(plain)
        found = label if label and label[0].split()[0].strip(":").lower() in asked.lower() else None
    if found is None and not _TITLE_ASKED.search(asked):
        found = _TITLE.match(plain)
    if found is None or found[0].strip().lower() in asked.lower():
        return text
    rest = plain[found.end() :]
    # The marks that stood around the introduction close behind it.
    return rest.lstrip(
        "*_ \n" if plain != text or rest.startswith(("*\n", "**\n", "** ")) else "\n "
    )


def _introduction(text: str) -> re.Match[str] | None:
    found = _INTRODUCTION.match(text, 0, LONGEST_INTRODUCTION)
    return found if found is not None and _NAMES_A_KIND.search(found[0]) else None


def _without_remark(text: str, asked: str) -> str:
    above, _, last = text.rpartition("\n")
    if _RULE.fullmatch(last.strip()):
        return above.rstrip()
    first, _, below = text.partition("\n")
    if _RULE.fullmatch(first.strip()):
        return below.lstrip()
    if _MAIL.search(asked):
        return text
    if above.strip() and _CLOSING_REMARK.fullmatch(last.strip("*_() ")):
        return above.rstrip()
    return _REMARK_BEHIND.sub("", text)


def _without_marks(text: str) -> str:
    """Without quotes, or bold and italic marks, around the whole or around each line."""
    for mark in ("***", "**", "__", "*", "_"):
        lines = text.split("\n")
        if all(_is_within(line.strip(), mark) for line in lines if line.strip()):
            return "\n".join(line.strip().removeprefix(mark).removesuffix(mark) for line in lines)
        if _is_within(text, mark):
            return text[len(mark) : -len(mark)].strip()
    for opening, closing in ('""', "“”", "''", "‘’", "«»"):
        inner = text[1:-1]
        quoted = len(text) > 2 and text[0] == opening and text[-1] == closing
        if quoted and opening not in inner and closing not in inner:
            return inner.strip()
    return text


def _is_within(text: str, mark: str) -> bool:
    inner = text[len(mark) : -len(mark)]
    surrounded = text.startswith(mark) and text.endswith(mark) and bool(inner.strip())
    return surrounded and mark not in inner and not inner[0].isspace()
