"""Explains the last task: what memory had, and how versions were compared."""

from ..domain.artifact import Recollection
from ..domain.outcome import Outcome
from ..optimize.verdict_explanation import explain_iterations


def explain_task(outcome: Outcome | None, recalled: Recollection | None) -> str:
    """Why stored code was or was not used, and how the program's last version was decided."""
    if outcome is None:
        return "No task was solved in this session yet."
    if outcome.wording:
        of_nodes = f"{outcome.node_id} answered “{outcome.wording}” before, and this is the same."
    else:
        of_nodes = _of_function(outcome) if outcome.function else _of_memory(recalled)
    told = (of_nodes, explain_iterations(outcome.iterations))
    return " ".join(filter(None, told))


def _of_function(outcome: Outcome) -> str:
    if outcome.reused:
        return f"The phrases of {outcome.node_id} read the whole task as {outcome.signature}."
    return f"The task asks for {outcome.signature}, and no node answered it yet: it was made anew."


def _of_memory(best: Recollection | None) -> str:
    if best is None:
        return "Memory held nothing near the last task, so the program was made anew."
    share = f"{best.similarity:.0%} similar"
    return (
        f"Nearest in memory: “{best.artifact.text}” ({share}), judged"
        f" {best.sameness.value}: {best.reason}."
    )
