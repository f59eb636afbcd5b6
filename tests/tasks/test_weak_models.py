"""With a model that errs in many replies the chain still solves, and never believes it blindly."""

import json
from pathlib import Path

import pytest

from src.prompts.prompt_library import PromptLibrary
from tests.fakes.quick_runner import QuickRunner
from tests.fakes.task_families import FAMILIES
from tests.fakes.weak_chain import WeakChain
from tests.fakes.weak_faults import CLASSIFY, JUDGE, SPECIFY, TESTS, WRITE
from tests.fakes.weak_model import WeakModel

KINDS = {"write": WRITE, "specify": SPECIFY, "tests": TESTS, "classify": CLASSIFY, "judge": JUDGE}


def test_the_weak_model_errs_in_many_kinds_and_knows_many_tasks() -> None:
    assert len(WRITE) >= 25
    assert len(FAMILIES) >= 20


def test_a_model_that_never_errs_solves_every_family_at_the_first_attempt(tmp_path: Path) -> None:
    tally = WeakChain(WeakModel(faulty=0), QuickRunner(str(tmp_path))).run(len(FAMILIES))

    assert tally.solved == tally.attempts == len(FAMILIES)


def test_nine_in_ten_tasks_are_solved_and_none_wrongly_with_two_replies_in_five_faulty(
    tmp_path: Path,
) -> None:
    tally = WeakChain(WeakModel(seed=1, faulty=0.4), QuickRunner(str(tmp_path))).run(60, seed=1)

    assert tally.wrong == []
    assert tally.solved >= 54, tally.failed


@pytest.mark.parametrize(
    ("purpose", "kind"),
    [(purpose, kind) for purpose, kinds in KINDS.items() for kind in sorted(kinds)],
)
def test_no_kind_of_fault_makes_the_chain_believe_a_wrong_program(
    purpose: str, kind: str, tmp_path: Path
) -> None:
    model = WeakModel(seed=3, faulty=0.7, only=f"{purpose}: {kind}")

    tally = WeakChain(model, QuickRunner(str(tmp_path))).run(2, seed=len(kind))

    assert tally.wrong == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("faulty", [0.2, 0.4, 0.6, 0.8])
def test_over_many_tasks_wrong_code_is_never_accepted(
    seed: int, faulty: float, tmp_path: Path
) -> None:
    model = WeakModel(seed=seed, faulty=faulty)

    tally = WeakChain(model, QuickRunner(str(tmp_path))).run(200, seed=seed)

    assert tally.wrong == []
    assert tally.solved >= 180 or faulty > 0.4


def test_behind_a_server_the_weak_model_answers_a_chat_request() -> None:
    model = WeakModel(faulty=0)
    prompt = PromptLibrary().fill("classify", task="add 1 and 2", examples="", complaint="")
    body = {
        "model": "llama3",
        "messages": [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": "\n\n".join(part.text for part in prompt.parts)},
        ],
        "options": {"temperature": 0.0},
    }

    said = json.loads(model.answer(body))

    assert said["kind"] == "ARITHMETIC"
