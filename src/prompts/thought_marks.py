"""Where does a reply's thinking end and its answer begin?"""

import re

_NAMES = ("think", "thinking", "thought", "reasoning", "mm:think")
_PAIRS = (
    *((f"<{name}>", f"</{name}>") for name in _NAMES),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
)
"""What opens and what closes a model's thinking; gpt-oss has channels instead (Harmony)."""

_CHANNEL = r"(?:<\|start\|>assistant)?<\|channel\|>"
_FINAL = rf"{_CHANNEL}final *(?:<\|constrain\|> *\w+ *)?<\|message\|>"
_OPENING = "|".join([*(re.escape(opening) for opening, _ in _PAIRS), f"{_CHANNEL}analysis"])
_CLOSING = "|".join([*(re.escape(closing) for _, closing in _PAIRS), _FINAL])
_MARK = re.compile(f"(?P<opening>{_OPENING})|(?P<closing>{_CLOSING})", re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^`\n]*$", re.MULTILINE)
_END = re.compile(r"(?<![ \t])<\|(?:return|end)\|>\Z")
_CONTRACTION = re.compile(r"(?<=\w)'(?=(?:s|t|re|ve|ll|d|m)\b)", re.IGNORECASE)
_BLANK = "\ufeff\u200b \n\t"
_INDENTED_CODE = 4
_LINE = 500
"""How much of a line is looked at on either side of a mark."""


def without_thinking(text: str) -> str:
    """Return the reply without the model's thinking, be it closed, left open, or opened elsewhere.

    Marks within a line, a fence or quotes are content: an answer may well be about them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip(_BLANK)
    return _END.sub("", _without_thoughts(text)).strip(_BLANK)


def _without_thoughts(text: str) -> str:
    """In one pass: a model that repeats its mark would make a search from each one slow."""
    kept: list[str] = []
    at, is_open, is_mentioned, fenced_to = 0, False, False, 0
    fences = _FENCE.finditer(text)
    fence = next(fences, None)
    for mark in _MARK.finditer(text):
        while not is_open and fence is not None and fence.start() < mark.start():
            if fence.start() >= max(at, fenced_to):
                fenced_to = _end_of_fence(text, fence)
            fence = next(fences, None)
        if is_open:
            if mark["closing"]:
                at, is_open = mark.end(), False
        elif mark.start() < fenced_to or not _counts(text, mark, at, is_mentioned):
            is_mentioned = is_mentioned or bool(mark["opening"])
        elif mark["closing"]:
            # It was opened elsewhere: all before it was thought.
            kept.clear()
            at = mark.end()
        else:
            kept.append(text[at : mark.start()])
            is_open = True
    return "".join(kept) + ("" if is_open else text[at:])


def _end_of_fence(text: str, opening: re.Match[str]) -> int:
    """Return where the block that this fence opens ends; the text's end if nothing closes it."""
    closing = re.compile(rf"^[ \t]*{re.escape(opening[1])}[ \t]*$", re.MULTILINE)
    found = closing.search(text, opening.end())
    return found.end() if found else len(text)


def _counts(text: str, mark: re.Match[str], thought_to: int, is_mentioned: bool) -> bool:
    """Return True for a mark where a model sets it, not one that its answer mentions.

    An opening mark begins a line, or what comes after a thought. A closing one begins or ends it,
    or is glued to the answer; the latter means nothing where an opening mark `is_mentioned`.
    """
    start = text.rfind("\n", max(0, mark.start() - _LINE), mark.start()) + 1
    before = text[max(start, thought_to, mark.start() - _LINE) : mark.start()]
    behind = text[mark.end() : mark.end() + _LINE].partition("\n")[0]
    if mark[0].startswith("<|"):
        is_set = True
    elif mark["opening"]:
        is_set = len(before) < _INDENTED_CODE and not before.strip()
    else:
        is_glued = before[-1:].strip() and behind[:1].isalnum() and not is_mentioned
        is_set = not before.strip() or not behind.strip() or bool(is_glued)
    return is_set and not _is_quoted(before, behind)


def _is_quoted(before: str, behind: str) -> bool:
    """Return True between quotes, or inside a string that its line opens."""

    def count(quote: str, part: str) -> int:
        if quote not in part:
            return 0
        return _CONTRACTION.sub("", part.replace(f"\\{quote}", "")).count(quote)

    is_in_string = count('"', before) % 2 == 1
    return is_in_string or any(count(one, before) % 2 and count(one, behind) for one in "'`")
