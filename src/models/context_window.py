"""Fits prompts into a model's context window and detects prompts the server truncated."""

import math
from collections.abc import Sequence

from ..domain.model_request import PromptPart

CHARS_PER_TOKEN = 3.0
"""A careful guess for English and code, where most tokenizers reach 3.5 to 4.5."""

TEMPLATE_TOKENS = 64
"""Tokens a chat template adds around the messages."""

TRUNCATION_RATIO = 0.4
GAP = "\n[... cut ...]\n"
MIN_KEPT = 200


def estimate_tokens(text: str) -> int:
    """Estimate a text's number of tokens, erring on the high side."""
    plain = sum(1 for char in text if char.isascii())
    return math.ceil(plain / CHARS_PER_TOKEN + (len(text) - plain) * 1.2)


def reply_limit(wanted: int, num_ctx: int) -> int:
    """The tokens a reply may have: `wanted`, but at most half the context."""
    return max(1, min(wanted, num_ctx // 2))


def fit_prompt(parts: Sequence[PromptPart], system: str, limit: int) -> tuple[str, int]:
    """Fit the prompt into `limit` tokens; returns it and how many characters were cut.

    Parts of the lowest priority are shortened in their middle, then left out, the last first.
    """
    texts = [part.text for part in parts]
    excess = _excess_tokens(texts, system, limit)
    before = sum(map(len, texts))
    by_priority = sorted(range(len(parts)), key=lambda index: (parts[index].priority, -index))
    for index in by_priority:
        if excess <= 0:
            break
        texts[index] = _shorten(texts[index], excess)
        excess = _excess_tokens(texts, system, limit)
    return "\n\n".join(text for text in texts if text), before - sum(map(len, texts))


def was_truncated(counted: int, prompt: str, system: str) -> bool:
    """True if the server read far fewer tokens than it was sent; 0 means it did not count."""
    return 0 < counted < TRUNCATION_RATIO * estimate_tokens(system + prompt) - TEMPLATE_TOKENS


def _excess_tokens(texts: Sequence[str], system: str, limit: int) -> int:
    return estimate_tokens(system + "\n\n".join(texts)) + TEMPLATE_TOKENS - limit


def _shorten(text: str, tokens: int) -> str:
    """The text by so many tokens shorter; the head keeps two thirds of what stays."""
    share = 1 - tokens / max(1, estimate_tokens(text))
    keep = int(len(text) * share) - len(GAP)
    if keep < MIN_KEPT:
        return ""
    head = keep * 2 // 3
    return text[:head] + GAP + text[len(text) - (keep - head) :]
