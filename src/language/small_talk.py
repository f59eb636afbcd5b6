"""What is asked in a sentence once small talk and politeness around it are left out?"""

import re
from collections.abc import Collection


def wording(pattern: str) -> re.Pattern[str]:
    """Compile words: a blank is any white space, an apostrophe may be missing."""
    return re.compile(pattern.replace(" ", r"\s+").replace("'", "['’]?"), re.IGNORECASE)


MOST_LAYERS = 20
"""How often something is left out at the ends: each time costs as much as the text is long."""

THANKS = (
    "(?:(?:many )?thanks|thank (?:you|u)|thx|ty|cheers)"
    "(?: (?:a lot|a bunch|so much|very much|again|in advance|for that))*"
)
HELLO = "(?:hey|heya|hi|hello|yo|greetings|good (?:morning|afternoon|evening|day))"
_STARTER = (
    "(?:please|pls|plz|can|could|would|will|may|might|what|what's|whats|how|i|i'[dm]|is|are|do|does"
    r"|tell|give|show|let|write|any|so|quick|just|help|my)\b"
)
_ADDRESSED = "(?: (?:there|buddy|dude|mate|man|guys|friend|bot|computer|everyone|again|all))?"
_FILLER = (
    "(?:ok(?:ay)?|alright|all right|u+m+|u+h+|h+m+|lol|so|well|now|then|and|oh|ah|please|pls|plz"
    "|kindly|just|basically|actually|simply|anyway|first of all|let's see)"
)
_ASIDE = (
    "(?:great|cool|nice|perfect|awesome|super|wow|yes|sure|right|next|sorry|excuse me|dude|buddy"
    "|mate|man|got it|i see|btw|by the way|quick (?:question|one)|let me see"
    "|(?:one|another) (?:more )?(?:thing|question)|if you (?:don't mind|can|could)"
    "|for (?:my|a|the) (?:homework|school|class|project|work|friend|report))"
)
_STOP = r"(?:\s*[,.!?:;]+\s*|\s+[-–—]+\s+)"
_ASKING = (
    "(?:(?:can|could|would|will|may|might|shall) (?:you|u|we|i)"
    "(?: (?:please|maybe|possibly|perhaps|just|quickly|ask|know|do))*"
    "|do (?:you|u) (?:happen to )?know|any (?:chance|way) (?:that )?(?:you|we|i)(?: (?:can|could))?"
    "|i(?: was|'m| am)? wonder(?:ing)?|i(?:'m| am) (?:trying|looking|hoping) to"
    "(?: (?:find out|know|see))?"
    "|i(?: would|'d)?(?: (?:just|really|also|only))* (?:want|need|like|love|wish|have)"
    "(?: (?:you|to know|to see|to find out|to))*"
    "|(?:i have )?no idea|i (?:don't know|forgot)|remind me|let me know"
    r"|my \w+ (?:asked|told|wants)(?: (?:me|us))?(?: to)?(?: find out)?"
    r"|do me a favou?r(?:\s*,)?(?: and)?|be so kind(?: as)? (?:to|and)"
    "|help me(?: out)?(?: (?:to|with))?|tell me|give me|(?:what|how) about"
    "|what (?:do|would|will) (?:you|i|we) get (?:if|when) (?:you|i|we)"
    "|(?:the )?(?:answer|result) (?:to|of|for))"
)
_LEADS = (
    wording(rf"(?:{HELLO}|{THANKS}){_ADDRESSED}(?:{_STOP}| (?={_STARTER}))"),
    wording(rf"{_FILLER}\b{_ADDRESSED}(?:{_STOP}| )(?=\S)"),
    wording(rf"{_ASIDE}{_STOP}"),
    wording(rf"{_ASKING}\b[\s,:]*(?=\S)"),
)
_TAIL = wording(
    r"(?<![\s,.!?:;–-])(?:[\s,.!?;–-]+"
    rf"(?:please(?: and thank you)?|pls|plz|{THANKS}|for (?:me|us)|or what"
    "|(?:can|could|will|would) (?:you|u)(?: help(?: me)?(?: out)?| tell me)?"
    "|if (?:you can|possible|you don't mind)|real quick|right now|by any chance|i wonder)$"
    rf"|{_STOP}(?:ok(?:ay)?|lol|man|dude|mate|buddy|again|exactly|then|right)$)|(?<=\d) again$"
)
# "5!" is a factorial, and "... ---" a message.
_CLOSING = re.compile(r"(?:(?<=[^\W\d])|(?<=[\"')\]]))[.?!;,]+\s*$|(?<=\d)[.?;,]+\s*$|\s+$")
# "what 15 times 23 is": a question inside another has its verb behind.
_REWRITES = tuple(
    (wording(pattern), said)
    for pattern, said in (
        ("^what (?:would|will|do|does) (.+?) (?:be|equal|make|come(?: out)? to|give)$", r"\1"),
        ("^(?:what|how much) (.+?) (?:is|are|equals?|makes?|comes to)$", r"\1"),
        (r"^how many (.+?) there are\b", r"how many \1 are there"),
        ("^is it (?:true|correct|right) that ", "whether "),
        (r" for (?:me|us)\s*(?=:)", ""),
        (r"^do (?=[\d(])", ""),
        # The verb alone says nothing; of a file its contents are meant.
        (
            "^(?:(?:what is|what's) in|(?:show|print|display|see|view|open)(?: me)?)"
            r" (?=(?:the )?(?:file |table )?@\S[^@]*\.(?:csv|tsv|jsonl?)\b)",
            "contents of ",
        ),
    )
)
_GERUND = wording(r"(?:would|do) you mind ([a-z]+?)(?:([b-df-hj-np-tv-z])\2)?ing\b")
_NEEDS_E = ("rs", "at", "id", "ut", "c", "g", "v", "iz", "is")


def without_small_talk(text: str) -> str:
    """Return the request alone: "hey, can you tell me what 2 + 3 is? thanks!" -> "2 + 3".

    Only whole words at the two ends are taken away, and never all of them. A greeting that no
    comma or question follows stays: "hello world in uppercase" is about its text.
    """
    request = _CLOSING.sub("", text.strip())
    for _ in range(MOST_LAYERS):
        shorter = _once_shorter(request)
        if shorter == request or not shorter:
            break
        request = shorter
    return request


def _once_shorter(request: str) -> str:
    request = _CLOSING.sub("", _TAIL.sub("", request)) or request
    minded = _GERUND.match(request)
    if minded:
        stem = minded[1] + (minded[2] or "")
        return f"{stem}{'e' if stem.endswith(_NEEDS_E) else ''}{request[minded.end():]}"
    for lead in _LEADS:
        found = lead.match(request)
        if found and found.end() < len(request):
            return request[found.end() :]
    for pattern, said in _REWRITES:
        request = pattern.sub(said, request)
    return request


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
    | the\svalue\sof\b
    )\s*:?\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_ARTICLE = re.compile(r"(?:the|a|an)\s+(?=\S)", re.IGNORECASE)
_POLITE_TAIL = re.compile(
    r"(?<![\s,])[\s,]+(?:please|pls|plz|thanks|thank\syou|for\sme|(?:in|with|using)\spython"
    r"|right\snow|now)$",
    re.IGNORECASE,
)
_THIRD_PERSON = re.compile(r"(?:that|which)\s+$", re.IGNORECASE)
_VERB = re.compile(r"([a-z]+?)(es|s)\b", re.IGNORECASE)
_TABLE = re.compile(
    r"(?:(?:(?:are\s+)?(?:there\s+)?(?:in|of|from|for|using|does)\s+)?(?:the\s+)?"
    r"(?:(?:csv|tsv|json|jsonl|file|table|data)\s+){0,4})"
    r"(?P<table>@(?:\"[^\"]+\"|[^\s\"]+)|\"[^\"\\]*(?:\\(?!n)[^\"\\]*)*\\n[^\"]*\")",
    re.IGNORECASE,
)
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"})


def clean_request(text: str, verbs: Collection[str] = ()) -> str:
    """Return the request itself: no politeness, no "write a program that", no leading article.

    Only whole words at the two ends are taken away; the case of the rest is kept. A verb
    behind "that" loses its third person if `verbs` knows it ("that sorts" -> "sort").
    """
    request = _CLOSING.sub("", text.translate(_QUOTES).strip())
    for _ in range(MOST_LAYERS):
        shorter = _CLOSING.sub("", _POLITE_TAIL.sub("", _without_lead(request, verbs)))
        if shorter == request:
            break
        request = shorter
    return request


def with_table_last(request: str) -> str:
    """Move the one file or table that a request names to its end: "... in @sales.csv"."""
    found = list(_TABLE.finditer(request))
    if len(found) != 1:
        return request
    rest = f"{request[: found[0].start()]} {request[found[0].end() :]}".strip(" ,;:")
    return f"{' '.join(rest.split())} in {found[0]['table'].rstrip(',;:')}"


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
