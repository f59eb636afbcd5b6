"""Where does a reply's thinking end and its answer begin?"""

import re

_NAMES = ("think", "thinking", "thought", "reasoning", "mm:think")
_PAIRS = (
    *((f"<{name}>", f"</{name}>") for name in _NAMES),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|channel|>analysis", "<|channel|>final<|message|>"),
)
"""What opens and what closes a model's thinking."""

_OPENING = "|".join(re.escape(opening) for opening, _ in _PAIRS)
_CLOSING = "|".join(re.escape(closing) for _, closing in _PAIRS)
_MARK = re.compile(f"(?P<opening>{_OPENING})|(?P<closing>{_CLOSING})", re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^`\n]*$", re.MULTILINE)
_QUOTES = "\"'`"


def without_thinking(text: str) -> str:
    """Return the reply without the model's thinking, be it closed, left open, or opened elsewhere.

    Marks inside fences and quotes are content: code may well be about them.
    """
    said = _without_thoughts(text.replace("\r\n", "\n").replace("\r", "\n"))
    return said.strip("\ufeff\u200b \n\t")


def _without_thoughts(text: str) -> str:
    """In one pass: a model that repeats its mark would make a search from each one slow."""
    kept: list[str] = []
    at, is_open, fenced_to = 0, False, 0
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
        elif mark.start() < fenced_to or _is_quoted(text, mark):
            continue
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


def _is_quoted(text: str, mark: re.Match[str]) -> bool:
    """Return True for a mark between quotes, or inside a string that its line opens."""
    before, behind = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    if before and before == behind and before in _QUOTES:
        return True
    line = text[text.rfind("\n", 0, mark.start()) + 1 : mark.start()]
    return line.replace('\\"', "").count('"') % 2 == 1
