"""Decides by rules whether a stored program answers another task."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ..domain.artifact import Artifact, Sameness
from ..domain.json_value import JSONValue
from ..domain.task import Task
from .canonical_form import canonical_form
from .clauses import clauses_of
from .task_conflicts import conflict
from .tokenizer import plain_text, template_of
from .values import Slot, fill, respelled, slots_of

MIN_PROVEN = 2
MIN_QUALITY = 0.3
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class SamenessDecision:
    """How an artifact's task stands to the new one, and why.

    `ask` is the new task in the wording that the stored program was proven with ("" if the
    task is asked as it was typed).
    """

    sameness: Sameness
    reason: str
    ask: str = ""


def decide_by_rule(task: Task, artifact: Artifact) -> SamenessDecision | None:
    """SAME or RELATED with the reason, or None where the rules cannot tell."""
    opposed = conflict(task.text, artifact.text)
    if opposed:
        return SamenessDecision(Sameness.RELATED, opposed)
    alike = _alike(task, artifact)
    if not alike:
        differs = _differs_by_a_word(task.text, artifact.text)
        return SamenessDecision(Sameness.RELATED, differs) if differs else None
    unfit = why_unfit(artifact)
    if unfit:
        return SamenessDecision(Sameness.RELATED, unfit)
    return _decide_by_wording(task, artifact, alike)


def rephrase(task: Task, artifact: Artifact, wording: str) -> SamenessDecision:
    """Judge a model's claim that a task is the same, said in the artifact's words as `wording`.

    It is believed only if the wording has the artifact's template and holds the task's values.
    """
    unfit = why_unfit(artifact) or why_unproven(artifact)
    unfit = unfit or conflict(task.text, artifact.text)
    unfit = unfit or _differs_by_a_word(task.text, artifact.text)
    if unfit:
        return SamenessDecision(Sameness.RELATED, unfit)
    if conflict(wording, artifact.text) or template_of(wording) != artifact.template:
        return SamenessDecision(
            Sameness.RELATED, "it cannot be said in the words it was proven with"
        )
    given = sorted(_value(slot) for slot in slots_of(task.text))
    if sorted(_value(slot) for slot in slots_of(wording)) != given:
        return SamenessDecision(Sameness.RELATED, "its values are not those of the task")
    return _spelled_as_proven(slots_of(wording), artifact, "the same in other words")


def is_same_form(text: str, other: str) -> bool:
    """True if two tasks differ in their values only, be it in how many a list holds.

    Where requests follow each other, their order counts: only the same template will do.
    """
    if template_of(text) == template_of(other):
        return True
    if len(clauses_of(text)) > 1 or len(clauses_of(other)) > 1:
        return False
    short = max(len(text), len(other)) <= _LONGEST
    return short and canonical_form(text).words == canonical_form(other).words


def why_unfit(artifact: Artifact) -> str:
    """Why a stored program is not run again at all ("" if it may be)."""
    if not artifact.node_id:
        return "there is no node to run"
    if artifact.provenance.get("imported") is True:
        return "imported, and not yet tested here"
    if artifact.quality < MIN_QUALITY:
        return f"its quality fell to {artifact.quality:.2f}"
    return ""


def why_unproven(artifact: Artifact) -> str:
    """Why a stored program may have learned one answer by heart ("" if it has not)."""
    if artifact.proven_sets >= MIN_PROVEN or not slots_of(artifact.text):
        return ""
    return f"proven on {artifact.proven_sets} other values only, not {MIN_PROVEN}"


def _alike(task: Task, artifact: Artifact) -> str:
    """In which way the two tasks are the same as far as wording tells ("" if in none)."""
    if task.template == artifact.template:
        return "the same template"
    return "the same in other words" if is_same_form(task.text, artifact.text) else ""


def _differs_by_a_word(text: str, other: str) -> str:
    """How two tasks differ that are worded alike but for what one adds, or one word ("").

    What a single word means for the result no model is trusted with: "the second largest" is not
    "the largest", and kelvin are not fahrenheit.
    """
    if max(len(text), len(other)) > _LONGEST:
        return ""
    one, two = (
        Counter(word for word in canonical_form(rephrased).words if not word.startswith("<"))
        for rephrased in (text, other)
    )
    more, less = sorted((one - two).elements()), sorted((two - one).elements())
    if len(more) == len(less) == 1:
        return f'"{more[0]}" is not known to be "{less[0]}"'
    if bool(more) != bool(less) and one & two:
        return f'only one says "{" ".join(more or less)}"'
    return ""


def _decide_by_wording(task: Task, artifact: Artifact, alike: str) -> SamenessDecision:
    if plain_text(task.text) == plain_text(artifact.text) and not task.files:
        return SamenessDecision(Sameness.SAME, "asked before in the same words")
    unproven = why_unproven(artifact)
    if unproven:
        return SamenessDecision(Sameness.RELATED, unproven)
    asked, stored = canonical_form(task.text).order, canonical_form(artifact.text).order
    if list(map(len, asked)) != list(map(len, stored)):
        return _with_other_lengths(task, artifact, alike)
    slots = slots_of(task.text)
    if task.template == artifact.template:
        return _spelled_as_proven(slots, artifact, alike)
    order = dict(zip(sum(stored, ()), sum(asked, ()), strict=True))
    return _spelled_as_proven(tuple(slots[order[i]] for i in sorted(order)), artifact, alike)


def _with_other_lengths(task: Task, artifact: Artifact, alike: str) -> SamenessDecision:
    """Lists of another length: only for a program that was proven on several lengths."""
    lengths = {len(slots_of(text)) for text in (artifact.text, *proven_texts(artifact))}
    if len(lengths) < 2:
        return SamenessDecision(Sameness.RELATED, "proven on lists of one length only")
    values, unread = _spelled(slots_of(task.text), artifact)
    if unread:
        return SamenessDecision(Sameness.RELATED, f"not proven on {unread}")
    value_orders = zip(
        canonical_form(artifact.text).order, canonical_form(task.text).order, strict=True
    )
    parts = {mine: [values[i] for i in theirs] for mine, theirs in value_orders}
    proof = f", proven on {artifact.proven_sets} other values"
    return SamenessDecision(Sameness.SAME, alike + proof, _with_lists(artifact.text, parts))


def _with_lists(text: str, parts: Mapping[tuple[int, ...], list[str]]) -> str:
    """The text with other values for its slots; a list may have another length."""
    slots, plain = slots_of(text), plain_text(text)
    pieces, at = [], 0
    for numbers, values in sorted(parts.items()):
        first, last = slots[numbers[0]], slots[numbers[-1]]
        between = plain[first.end : slots[numbers[1]].start] if len(numbers) > 1 else ""
        pieces += [plain[at : first.start], between.join(values)]
        at = last.end
    return "".join([*pieces, plain[at:]])


def _spelled_as_proven(slots: tuple[Slot, ...], artifact: Artifact, alike: str) -> SamenessDecision:
    """The artifact's task with these values, each spelled as its program is known to read it."""
    values, unread = _spelled(slots, artifact)
    if unread:
        return SamenessDecision(Sameness.RELATED, f"not proven on {unread}")
    proof = f", proven on {artifact.proven_sets} other values" if slots else ""
    return SamenessDecision(Sameness.SAME, alike + proof, fill(artifact.text, values))


def _spelled(slots: tuple[Slot, ...], artifact: Artifact) -> tuple[list[str], str]:
    """The values as the program is known to read them, and the first thing it cannot read."""
    spelled = [respelled(slot, _known_traits(artifact, slot.mark)) for slot in slots]
    return [value for value, _ in spelled], next((m for _, m in spelled if m), "")


def proven_texts(artifact: Artifact) -> tuple[str, ...]:
    """The other tasks that the program answered rightly in its tests."""
    proven: JSONValue = artifact.content.get("proven", [])
    return tuple(map(str, proven)) if isinstance(proven, list) else ()


def _known_traits(artifact: Artifact, mark: str) -> frozenset[str]:
    texts = (artifact.text, *proven_texts(artifact))
    slots = [slot for text in texts for slot in slots_of(text) if slot.mark == mark]
    known = frozenset[str]().union(*(slot.traits for slot in slots))
    return known | {"digits"} if known & {"negative", "decimal", "thousands"} else known


def _value(slot: Slot) -> str:
    if slot.mark == "<s>":
        return slot.raw[1:-1]
    return respelled(slot, frozenset({"digits", "negative", "decimal"}))[0] or slot.raw
