"""Models that run inside the program: files, downloads, and a process that ends with it."""

import asyncio
import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.errors import BrokenReply, ModelError, ModelMissing, ModelUnavailable
from src.domain.model_request import PromptPart, Request, Role
from src.models import local_files
from src.models.backend import BackendRequest, DownloadProgress, StreamEnd, StreamPiece
from src.models.local_files import (
    KNOWN,
    download,
    install_file,
    model_file,
    model_files,
    remove_file,
)
from src.models.local_model import LocalBackend
from src.models.router import Router
from src.models.routing_rules import BackendKind, RoleSettings
from tests.fakes.model_faults import QUICK, SHIPPED
from tests.fakes.tiny_llama import write_model

NAME = "qwen2.5-coder-0.5b"
CONTENT = b"GGUF" + bytes(range(256)) * 40_000
ASK = Request(Role.FAST, "write", (PromptPart("Say something."),), temperature=1.0, seed=1)
SCHEMA = {
    "type": "object",
    "properties": {"n": {"type": "integer", "minimum": 0, "maximum": 9}},
    "required": ["n"],
}


def router_over(folder: Path, model: str) -> Router:
    settings = RoleSettings(model, ("local",), num_ctx=512, backend=BackendKind.LOCAL)
    return Router({Role.FAST: settings}, replace(SHIPPED, model_folder=folder))


@pytest.fixture(scope="module", name="folder")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("xllamacpp")
    folder = tmp_path_factory.mktemp("models")
    write_model(folder / "tiny.gguf")
    (folder / "damaged.gguf").write_bytes((folder / "tiny.gguf").read_bytes()[:60_000])
    return folder


def test_a_model_file_answers_in_the_form_that_is_asked(folder: Path) -> None:
    with router_over(folder, "tiny") as router:
        reply = router.complete(replace(ASK, schema=SCHEMA, max_tokens=60))
        with pytest.raises(ModelUnavailable, match="corrupted or incomplete") as damaged:
            router.complete(replace(ASK, model="damaged"))
        with pytest.raises(ModelMissing) as missing:
            router.complete(replace(ASK, model="none"))

    assert 0 <= json.loads(reply.text)["n"] <= 9 and reply.endpoint == "local"
    assert damaged.value.hint == "install it again: models install damaged"
    assert missing.value.hint == "models install none"


def test_a_request_for_another_model_waits_for_the_reply_that_is_being_written(
    folder: Path,
) -> None:
    asked = BackendRequest("tiny", "", "Say something.", 1.0, 512, 200, seed=1)
    other = replace(asked, model="other")
    shutil.copyfile(folder / "tiny.gguf", folder / "other.gguf")

    async def replies() -> list[StreamPiece | StreamEnd]:
        backend = LocalBackend(folder, 5.0)
        first = backend.stream(asked)
        await anext(first)
        await backend.preload(other)
        second = asyncio.create_task(_all(backend.stream(other)))
        found = [(await _all(first))[-1], (await second)[-1]]
        await backend.close()
        return found

    assert all(isinstance(end, StreamEnd) for end in asyncio.run(replies()))


async def _all(
    stream: AsyncGenerator[StreamPiece | StreamEnd, None],
) -> list[StreamPiece | StreamEnd]:
    return [piece async for piece in stream]


def test_a_model_that_was_only_loaded_leaves_the_memory_when_it_is_not_used(folder: Path) -> None:
    async def preloaded() -> bool:
        backend = LocalBackend(folder, 5.0, idle_seconds=0.01)
        await backend.preload(BackendRequest("tiny", "", "", 1.0, 512, 1))
        async with asyncio.timeout(30):
            while await backend.loaded():
                await asyncio.sleep(0.01)
        return True

    assert asyncio.run(preloaded())


def test_the_process_ends_with_the_program_even_if_that_is_killed(folder: Path) -> None:
    code = f"""
from pathlib import Path
from tests.models.test_local_model import ASK, SCHEMA, replace, router_over
router = router_over(Path({str(folder)!r}), "tiny")
router.complete(replace(ASK, schema=SCHEMA, max_tokens=60))
import psutil
print(psutil.Process().children()[0].pid, flush=True)
input()
"""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    ) as program:
        assert program.stdout is not None
        server = int(program.stdout.readline())
        handle = os.pidfd_open(server)
        program.send_signal(signal.SIGKILL)
        import select

        ended, _, _ = select.select([handle], [], [], 60)
        os.close(handle)

    assert ended


@pytest.mark.skipif("CODE_EVOLVER_TEST_GGUF" not in os.environ, reason="no model file is named")
def test_real_weights_answer(tmp_path: Path) -> None:
    name = install_file(tmp_path, Path(os.environ["CODE_EVOLVER_TEST_GGUF"]))
    asked = replace(ASK, prompt=(PromptPart("How much is 2 + 3?"),), schema=SCHEMA, temperature=0.0)

    with router_over(tmp_path, name) as router:
        reply = router.complete(replace(asked, max_tokens=100))

    assert '"n"' in reply.text and reply.output_tokens > 0


def test_a_file_is_installed_named_and_removed(tmp_path: Path) -> None:
    source, folder = tmp_path / "My model.gguf", tmp_path / "models"
    source.write_bytes(CONTENT)

    name = install_file(folder, source)
    local = {Role.FAST: name, Role.GENERATOR: "x"}
    settings = {
        r: RoleSettings(m, ("local",), 512, backend=BackendKind.LOCAL) for r, m in local.items()
    }
    with Router(settings, replace(QUICK, model_folder=folder)) as router:
        states = router.states()

    assert [path.stem for path in model_files(folder)] == [name] == ["My model"]
    assert [one.state for one in states] == ["ready", "missing"]
    assert states[1].hint == "models install x"
    remove_file(folder, name)
    assert model_files(folder) == () and source.exists()
    with pytest.raises(ModelMissing, match="not installed"):
        remove_file(folder, name)


def test_a_file_of_a_hub_s_cache_is_installed_and_a_link_to_nowhere_hides_no_other(
    tmp_path: Path,
) -> None:
    folder, linked = tmp_path / "models", tmp_path / "hub" / "snapshots" / "good.gguf"
    linked.parent.mkdir(parents=True)
    (tmp_path / "hub" / "blob").write_bytes(CONTENT)
    linked.symlink_to("../blob")

    install_file(folder, linked)
    (folder / "gone.gguf").symlink_to("nowhere")
    rules = replace(QUICK, model_folder=folder)
    with Router({Role.FAST: RoleSettings("GOOD", ("local",), 512)}, rules) as router:
        (state,) = router.states()

    assert state.state == "ready" and (folder / "good.gguf").read_bytes() == CONTENT
    assert model_file(folder, "GOOD") == folder / "good.gguf"
    assert model_file(folder, "a/good") is None
    remove_file(folder, "gone")
    assert [path.name for path in folder.iterdir()] == ["good.gguf"]


@pytest.mark.parametrize("name", ["pipe.gguf", "folder.gguf", "none.gguf", "a\0.gguf", "n" * 300])
def test_what_is_no_regular_file_is_refused_at_once(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gguf")
    (tmp_path / "folder.gguf").mkdir()

    with pytest.raises(ModelMissing, match="not a regular file|cannot be read"):
        install_file(tmp_path / "models", tmp_path / name)


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(CONTENT)
    (tmp_path / "models").write_text("a file")

    for folder in (tmp_path / "models", tmp_path / "models" / "below"):
        with pytest.raises(ModelError, match="cannot be written"):
            install_file(folder, tmp_path / "x.gguf")
        with pytest.raises(ModelError, match="cannot be written"):
            download(folder, NAME, lambda progress: None, "http://127.0.0.1:1")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.gguf").write_bytes(content)

    with pytest.raises(BrokenReply, match="not a GGUF file"):
        install_file(tmp_path / "models", tmp_path / "x.gguf")


@pytest.mark.parametrize("part", [1, 2])
def test_a_part_of_a_split_model_is_refused_with_how_to_merge_it(tmp_path: Path, part: int) -> None:
    (tmp_path / f"big-0000{part}-of-00003.gguf").write_bytes(CONTENT)

    with pytest.raises(BrokenReply, match="is one part of a split model") as raised:
        install_file(tmp_path / "models", tmp_path / f"big-0000{part}-of-00003.gguf")

    assert raised.value.hint == (
        "merge the parts first: llama-gguf-split --merge big-00001-of-00003.gguf big.gguf"
    )


def test_a_model_that_is_split_into_one_part_is_whole(tmp_path: Path) -> None:
    (tmp_path / "big-00001-of-00001.gguf").write_bytes(CONTENT)

    assert install_file(tmp_path / "models", tmp_path / "big-00001-of-00001.gguf")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EIO])
def test_a_copy_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def link(source: Path, new: Path) -> None:
        raise OSError(errno.EXDEV, "another file system")

    def copy(source: Path, new: Path) -> None:
        new.write_bytes(CONTENT[:100])
        raise OSError(number, "it failed")

    monkeypatch.setattr("os.link", link)
    monkeypatch.setattr("shutil.copyfile", copy)
    (tmp_path / "x.gguf").write_bytes(CONTENT)

    with pytest.raises(ModelError, match="cannot be written: it failed"):
        install_file(tmp_path / "models", tmp_path / "x.gguf")

    assert list((tmp_path / "models").iterdir()) == []


class Hub(ThreadingHTTPServer):
    """A hub that serves one file, breaks off at these bytes, and announces a digest."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _HubHandler)
        self.breaks: list[int] = []
        self.digest = hashlib.sha256(CONTENT).hexdigest()
        self.ranges: list[str] = []
        self.names_length = True
        self.silent = ""
        self.released = threading.Event()
        self.agents: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _HubHandler(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def do_HEAD(self) -> None:
        self._head(200, len(CONTENT))

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").partition("-")[0] or 0)
        end = self.server.breaks.pop(0) if self.server.breaks else len(CONTENT)
        length = len(CONTENT) - start if self.server.names_length else None
        self._head(206 if asked else 200, length, start)
        self.wfile.write(CONTENT[start:end])
        self.close_connection = True

    def _head(self, status: int, length: int | None, start: int = 0) -> None:
        self.server.agents.append(self.headers["User-Agent"])
        if self.server.silent == self.command:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.server.released.wait(0.02):
                self.wfile.write(b"x")
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        self.send_header("ETag", f'"{self.server.digest}"')
        self.send_header("X-Repo-Commit", "0" * 40)
        self.end_headers()


@pytest.fixture(name="hub")
def _hub() -> Iterator[Hub]:
    pytest.importorskip("huggingface_hub")
    hub = Hub()
    thread = threading.Thread(target=hub.serve_forever, args=(0.02,))
    thread.start()
    yield hub
    hub.released.set()
    hub.shutdown()
    hub.server_close()
    thread.join()


def test_a_download_shows_its_progress_and_is_installed(hub: Hub, tmp_path: Path) -> None:
    seen: list[DownloadProgress] = []

    name = download(tmp_path, NAME, seen.append, hub.url)

    assert [path.stem for path in model_files(tmp_path)] == [name] == [NAME]
    assert (tmp_path / f"{NAME}.gguf").read_bytes() == CONTENT
    assert (seen[-1].completed, seen[-1].total) == (len(CONTENT), len(CONTENT))


def test_a_download_that_broke_off_goes_on_where_it_stopped(hub: Hub, tmp_path: Path) -> None:
    hub.breaks = [3_000_000]

    with pytest.raises(ModelUnavailable, match="cannot be downloaded"):
        download(tmp_path, NAME, lambda progress: None, hub.url)
    before = model_files(tmp_path)
    download(tmp_path, NAME, lambda progress: None, hub.url)

    assert before == ()
    assert hub.ranges[0] == "" and int(hub.ranges[1][len("bytes=") : -1]) > 0
    assert (tmp_path / f"{NAME}.gguf").read_bytes() == CONTENT


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_hub_that_sends_its_headers_letter_by_letter_is_given_up(
    hub: Hub, tmp_path: Path, method: str
) -> None:
    hub.silent = method

    with pytest.raises(ModelUnavailable, match=r"127.0.0.1:\d+ did not answer within 0.3 seconds"):
        download(tmp_path, NAME, lambda progress: None, hub.url, patience=0.3)


def test_the_hub_is_not_told_which_program_started_this_one(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.utils._headers.detect_agent", lambda: "someone")

    download(tmp_path, NAME, lambda progress: None, hub.url)

    assert not any("someone" in agent for agent in hub.agents)


def test_a_download_is_not_written_through_a_link(hub: Hub, tmp_path: Path) -> None:
    hub.breaks = [3_000_000]
    outside, folder = tmp_path / "outside", tmp_path / "models"
    outside.write_bytes(b"mine")
    with pytest.raises(ModelUnavailable, match="cannot be downloaded"):
        download(folder, NAME, lambda progress: None, hub.url)
    (part,) = [path for path in (folder / ".partial").iterdir() if path.is_file()]
    part.unlink()
    part.symlink_to(outside)

    with pytest.raises(ModelError):
        download(folder, NAME, lambda progress: None, hub.url)

    assert outside.read_bytes() == b"mine"


def test_a_download_without_a_digest_that_ends_early_is_not_installed(
    hub: Hub, tmp_path: Path
) -> None:
    hub.digest, hub.breaks, hub.names_length = "abc123", [3_000_000], False

    with pytest.raises(ModelUnavailable, match="it ended after 3000000 of"):
        download(tmp_path, NAME, lambda progress: None, hub.url)

    assert model_files(tmp_path) == ()


def test_a_wrong_checksum_installs_nothing(hub: Hub, tmp_path: Path) -> None:
    hub.digest = "0" * 64

    with pytest.raises(BrokenReply, match="checksum is wrong"):
        download(tmp_path, NAME, lambda progress: None, hub.url)

    assert model_files(tmp_path) == ()


def test_without_a_network_it_is_said_and_an_unknown_name_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("huggingface_hub")
    with pytest.raises(ModelUnavailable, match="cannot be downloaded") as raised:
        download(tmp_path, NAME, lambda progress: None, "http://127.0.0.1:1")
    with pytest.raises(ModelMissing) as unknown:
        download(tmp_path, "llama9", lambda progress: None)

    assert "goes on where it stopped" in raised.value.hint
    assert all(name in unknown.value.hint for name in KNOWN)


def test_a_full_disk_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No space left") as raised:
        with local_files.disk_errors(tmp_path):
            with open("/dev/full", "wb") as full:
                full.write(CONTENT)
                full.flush()

    assert "make room" in raised.value.hint
