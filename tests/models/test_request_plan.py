"""A prompt fits the context it is sent to."""

import random

import pytest

from src.domain.model_request import PromptPart, Request, Role
from src.models.request_plan import (
    RoleMap,
    estimate_tokens,
    fit_prompt,
    reply_limit,
    was_truncated,
)
from src.models.routing_rules import BackendKind, RoleSettings, Server


def test_what_fits_is_not_touched() -> None:
    parts = (PromptPart("Write it."), PromptPart(""), PromptPart("Well.", 1))

    prompt, cut = fit_prompt(parts, "system", 1000)

    assert (prompt, cut) == ("Write it.\n\nWell.", 0)


def test_the_least_important_part_is_shortened_first_and_left_out_before_the_next_is() -> None:
    task, history = PromptPart("task " * 100, 10), PromptPart("history " * 300, 2)
    examples = PromptPart("example " * 300, 1)

    some, _ = fit_prompt((task, history, examples), "", 1400)
    less, _ = fit_prompt((task, history, examples), "", 700)

    assert some.startswith(task.text) and history.text in some
    assert "[... cut ...]" in some and 0 < some.count("example") < 300
    assert less.startswith(task.text) and "example" not in less
    assert 0 < less.count("history") < 300


def test_every_prompt_fits_in_its_room() -> None:
    chance = random.Random(5)
    for _ in range(300):
        texts = ["".join(chance.choices("ab c語\n", k=chance.randrange(4000))) for _ in range(4)]
        parts = [PromptPart(text, chance.randrange(4)) for text in texts]
        limit = chance.randrange(200, 3000)

        prompt, _ = fit_prompt(parts, "system", limit)

        assert estimate_tokens(prompt) <= limit


@pytest.mark.parametrize(
    ("wanted", "num_ctx", "limit"), [(2048, 8192, 2048), (2048, 2048, 1024), (1, 8192, 1)]
)
def test_a_reply_gets_what_it_wants_up_to_half_the_context(
    wanted: int, num_ctx: int, limit: int
) -> None:
    assert reply_limit(wanted, num_ctx) == limit


@pytest.mark.parametrize(
    ("counted", "output", "truncated"),
    [(0, 0, False), (4098, 100, True), (4100, 100, False), (8000, 100, False), (8000, 300, True)],
)
def test_half_a_context_or_more_than_a_whole_one_means_that_the_server_cut(
    counted: int, output: int, truncated: bool
) -> None:
    assert was_truncated(counted, output, 8192) is truncated


OPENAI = BackendKind.OPENAI
OF_A_ROLE = Server("https://paid.example/v1", OPENAI, "PAID_KEY")
OF_NO_ROLE = Server("http://gpu:8015", OPENAI, "GPU_KEY")
ROLES = {
    Role.GENERATOR: RoleSettings("m", (OF_A_ROLE.address,), 4096),
    Role.EVALUATOR: RoleSettings("m", ("http://localhost:11434",), 4096),
}


@pytest.mark.parametrize(
    ("named", "server"),
    [
        ("https://paid.example/v1/", OF_A_ROLE),
        ("HTTPS://Paid.example:443/v1/chat/completions", OF_A_ROLE),
        ("http://paid.example/v1", Server("http://paid.example/v1", OPENAI)),
        ("http://gpu:8015/v1", OF_NO_ROLE),
        # OpenEvolve writes an Ollama in this way; asked as such, it is told the context.
        ("http://localhost:11434/v1", Server("http://localhost:11434")),
        ("http://other:8000/v1", Server("http://other:8000/v1", OPENAI)),
        ("https://x.example/v1beta/openai/", Server("https://x.example/v1beta/openai", OPENAI)),
        ("http://other:11434/api/chat", Server("http://other:11434")),
        ("other", Server("http://other:11434")),
        ("local", Server("local", BackendKind.LOCAL)),
    ],
)
def test_a_named_server_is_one_of_the_settings_or_gets_no_key(named: str, server: Server) -> None:
    request = Request(Role.GENERATOR, "write", (), endpoint=named)

    plan = RoleMap(ROLES, (OF_A_ROLE, OF_NO_ROLE)).plan(request)

    assert plan.servers == (server,)
