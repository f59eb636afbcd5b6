"""How a prompt is made to fit a model's context, and when the server cut it all the same."""

import math
from collections.abc import Sequence

from ..domain.model_request import PromptPart

CHARS_PER_TOKEN = 3.0
"""A careful guess for English and code, where most tokenizers reach 3.5 to 4.5."""

FRAME_TOKENS = 64
"""What a chat template adds around the messages."""

FAR_BELOW = 0.4
GAP = "\n[... cut ...]\n"
LEAST_KEPT = 200


def estimate_tokens(text: str) -> int:
    """About how many tokens a text has, rather too many than too few."""
    plain = sum(1 for char in text if char.isascii())
    return math.ceil(plain / CHARS_PER_TOKEN + (len(text) - plain) * 1.2)


def reply_room(wanted: int, num_ctx: int) -> int:
    """The tokens a reply may have: what was wanted, never more than half the context."""
    return max(1, min(wanted, num_ctx // 2))


def fit_prompt(parts: Sequence[PromptPart], system: str, room: int) -> tuple[str, int]:
    """The prompt in at most `room` tokens, and how many characters were cut for that.

    Parts of the lowest priority are shortened in their middle, then left out, the last first.
    """
    texts = [part.text for part in parts]
    over = _over(texts, system, room)
    before = sum(map(len, texts))
    order = sorted(range(len(parts)), key=lambda index: (parts[index].priority, -index))
    for index in order:
        if over <= 0:
            break
        texts[index] = _shorten(texts[index], over)
        over = _over(texts, system, room)
    return "\n\n".join(text for text in texts if text), before - sum(map(len, texts))


def was_truncated(counted: int, prompt: str, system: str) -> bool:
    """True if the server read far fewer tokens than it was sent; 0 means it did not count."""
    return 0 < counted < FAR_BELOW * estimate_tokens(system + prompt) - FRAME_TOKENS


def _over(texts: Sequence[str], system: str, room: int) -> int:
    return estimate_tokens(system + "\n\n".join(texts)) + FRAME_TOKENS - room


def _shorten(text: str, tokens: int) -> str:
    """The text by so many tokens shorter; the head keeps two thirds of what stays."""
    share = 1 - tokens / max(1, estimate_tokens(text))
    keep = int(len(text) * share) - len(GAP)
    if keep < LEAST_KEPT:
        return ""
    head = keep * 2 // 3
    return text[:head] + GAP + text[len(text) - (keep - head) :]
