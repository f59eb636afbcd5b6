"""Replies that would come out the same are kept, and no others."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.errors import ModelError
from src.domain.events import Event
from src.domain.model_request import Delta, PromptPart, Request, Restart, Role
from src.models.reply_cache import ReplyCache
from src.models.router import Router, RouterServices
from src.models.routing_rules import RoleSettings
from tests.fakes.model_faults import CONTEXT, FAULTS, QUICK
from tests.fakes.ollama_server import OllamaServer

ASK = Request(Role.GENERATOR, "write", (PromptPart("Say it."),))


def router_over(server: OllamaServer, path: Path, notify: Callable[[Event], None]) -> Router:
    settings = RoleSettings("llama3", (server.url,), CONTEXT)
    return Router({Role.GENERATOR: settings}, QUICK, RouterServices(notify, ReplyCache(path)))


def ignore(event: Event) -> None:
    """Nobody listens."""


def test_the_same_question_is_asked_once_even_by_the_next_session(tmp_path: Path) -> None:
    heard: list[Delta | Restart] = []
    with OllamaServer() as server:
        with router_over(server, tmp_path / "replies.db", ignore) as router:
            first = router.complete(ASK)
        with router_over(server, tmp_path / "replies.db", ignore) as router:
            second = router.complete(ASK, heard.append)
            account = router.usage().total

    assert (first.cached, second.cached) == (False, True)
    assert second.text == first.text == "".join(one.text for one in heard)
    assert len(server.asked()) == 1
    assert (account.cached, account.tokens) == (1, 0)


@pytest.mark.parametrize(
    "other",
    [
        replace(ASK, prompt=(PromptPart("Say that."),)),
        replace(ASK, system="Be brief."),
        replace(ASK, attempt=2),
        replace(ASK, seed=4),
        replace(ASK, max_tokens=100),
        replace(ASK, schema={"type": "object"}),
        replace(ASK, model="codellama"),
    ],
)
def test_any_difference_makes_it_another_question(tmp_path: Path, other: Request) -> None:
    with OllamaServer(lambda body: "{}") as server:
        with router_over(server, tmp_path / "replies.db", ignore) as router:
            router.complete(ASK)
            reply = router.complete(other)

    assert not reply.cached


def test_a_model_that_was_pulled_anew_is_asked_anew(tmp_path: Path) -> None:
    with OllamaServer() as server:
        with router_over(server, tmp_path / "replies.db", ignore) as router:
            router.complete(ASK)
            server.digest_suffix = "ff"
            router.health()
            reply = router.complete(ASK)

    assert not reply.cached


def test_above_temperature_0_nothing_is_kept(tmp_path: Path) -> None:
    warm = replace(ASK, temperature=0.3)
    with OllamaServer() as server:
        with router_over(server, tmp_path / "replies.db", ignore) as router:
            replies = [router.complete(warm) for _ in range(2)]

    assert not any(reply.cached for reply in replies)


@pytest.mark.parametrize("name", ["length cut", "clean end without done", "empty reply", "500"])
def test_a_failed_reply_is_never_kept(tmp_path: Path, name: str) -> None:
    (kind,) = [kind for kind in FAULTS if kind.name == name]
    with OllamaServer() as server:
        with router_over(server, tmp_path / "replies.db", ignore) as router:
            server.fail_always(kind.play)
            with pytest.raises(ModelError):
                router.complete(ASK)
            server.fail_always(None)
            reply = router.complete(ASK)

    assert not reply.cached


def test_a_broken_cache_file_is_done_without_and_told_once(tmp_path: Path) -> None:
    notes: list[Event] = []
    path = tmp_path / "replies.db"
    path.write_bytes(b"this is no database" * 100)

    with OllamaServer() as server, router_over(server, path, notes.append) as router:
        replies = [router.complete(ASK) for _ in range(3)]

    assert not any(reply.cached for reply in replies)
    assert ["replies are not kept" in str(note) for note in notes] == [True]


def test_a_cache_that_another_process_has_locked_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "replies.db"
    ReplyCache(path).find("any key")
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")

    with OllamaServer() as server, router_over(server, path, ignore) as router:
        first = router.complete(ASK)
        other.rollback()
        router.complete(ASK)
        third = router.complete(ASK)
    other.close()

    assert not first.cached
    assert third.cached


def test_the_cache_keeps_to_its_size(tmp_path: Path) -> None:
    path = tmp_path / "replies.db"
    cache = ReplyCache(path, max_replies=3)
    with OllamaServer() as server:
        settings = RoleSettings("llama3", (server.url,), CONTEXT)
        with Router({Role.GENERATOR: settings}, QUICK, RouterServices(cache=cache)) as router:
            for number in range(6):
                router.complete(replace(ASK, seed=number))

    cache = ReplyCache(path, max_replies=3)
    cache.find("any key")
    cache.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM replies").fetchone() == (3,)
