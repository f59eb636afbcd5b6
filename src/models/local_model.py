"""Runs a GGUF file inside the program: a llama.cpp process, started on first use."""

import asyncio
import re
import secrets
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from importlib.util import find_spec
from pathlib import Path

from ..domain.errors import ModelMissing, ModelUnavailable
from ..domain.installation import install_extra
from .backend import (
    BackendRequest,
    DownloadProgress,
    InstalledModel,
    LoadedModel,
    ModelCapabilities,
    ReplyStream,
)
from .error_mapping import is_out_of_memory
from .local_files import model_file, model_files
from .openai_compatible import OpenAIBackend
from .server_errors import Failure, MappedFailure, Scope

IDLE_SECONDS = 600.0
"""How long an unused model stays in memory."""

HEALTH_SECONDS = 0.2
# llama.cpp's own reason; E is its level of errors.
_REASON = re.compile(r" E (?:\w+: error loading model: )?(.+)")
_KEPT_LINES = 40


class LocalBackend:
    """A Backend over one llama.cpp process at a time; must be used on the loop's thread.

    A request for another model waits until no reply of the running one is being written.
    """

    def __init__(self, folder: Path, connect: float, idle_seconds: float = IDLE_SECONDS) -> None:
        self._folder = folder
        self._connect = connect
        self._idle_seconds = idle_seconds
        self._server: _LocalServer | None = None
        self._starting = asyncio.Lock()
        self._in_use = 0
        self._unused = asyncio.Event()
        self._unused.set()
        self._idle: asyncio.TimerHandle | None = None

    async def stream(self, request: BackendRequest) -> ReplyStream:
        """Yield the reply piece by piece; the model is loaded first if it is not."""
        server = await self._begin_use(request.model, request.num_ctx)
        try:
            async with aclosing(server.backend.stream(request)) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            self._end_use()

    async def preload(self, request: BackendRequest) -> None:
        """Start the process, unless one is in use or being started."""
        if not self._in_use and not self._starting.locked():
            await self._begin_use(request.model, request.num_ctx)
            self._end_use()

    async def models(self) -> tuple[InstalledModel, ...]:
        """Return the model files in the data folder."""
        return tuple(
            InstalledModel(path.stem, f"{path.stem}@{path.stat().st_mtime_ns}")
            for path in model_files(self._folder)
        )

    async def loaded(self) -> tuple[LoadedModel, ...]:
        """Return the model whose process runs."""
        server = self._server
        if server is None or not server.is_ready:
            return ()
        return (LoadedModel(server.path.stem, context=server.context),)

    async def capabilities(self, model: str) -> ModelCapabilities:
        """No limit is known; the server refuses what is too long, with numbers."""
        del model
        return ModelCapabilities()

    async def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """Raise: a model for text has no use as one for vectors."""
        del texts
        raise _failure(f"{model} makes no embeddings", "set memory.embedder to minilm or lexical")

    async def pull(self, model: str) -> AsyncGenerator[DownloadProgress, None]:
        """Raise: files are installed by `models install`."""
        raise _failure(f"{model} is not pulled from a server", f"models install {model}")
        yield DownloadProgress("")  # pylint: disable=unreachable # what makes this a generator

    async def close(self) -> None:
        """End the process."""
        self._stop_timer()
        server, self._server = self._server, None
        if server is not None:
            await server.end()

    async def _begin_use(self, model: str, context: int) -> "_LocalServer":
        """Return the process with this model; `_end_use` must follow."""
        path = model_file(self._folder, model)
        if path is None:
            missing = ModelMissing(
                f"{model} is not installed in {self._folder}", hint=f"models install {model}"
            )
            raise MappedFailure(Failure(missing, Scope.MODEL, False))
        async with self._starting:
            server = self._server
            if server is None or not server.fits(path, context):
                await self._unused.wait()
                await self.close()
                self._server = server = _LocalServer(path, context)
                await server.start(self._connect)
            self._stop_timer()
            self._in_use += 1
            self._unused.clear()
        return server

    def _end_use(self) -> None:
        self._in_use -= 1
        if not self._in_use:
            self._unused.set()
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(self._idle_seconds, self._end_if_idle)

    def _stop_timer(self) -> None:
        if self._idle is not None:
            self._idle.cancel()

    def _end_if_idle(self) -> None:
        if self._server is not None:
            self._server.kill()
            self._server = None


class _LocalServer:
    """One process with one model in it."""

    def __init__(self, path: Path, context: int) -> None:
        self.path = path
        self.context = context
        self.is_ready = False
        self._said: list[str] = []
        self._process: "asyncio.subprocess.Process | None" = None
        self._listening: asyncio.Task[None] | None = None
        self._backend: OpenAIBackend | None = None

    @property
    def backend(self) -> OpenAIBackend:
        """The connection to it."""
        assert self._backend is not None
        return self._backend

    def fits(self, path: Path, context: int) -> bool:
        """Return True if it runs and can answer a request to this model with this context."""
        runs = self._process is not None and self._process.returncode is None
        return runs and self.is_ready and self.path == path and self.context >= context

    async def start(self, connect: float) -> None:
        """Start it and wait until the model is loaded. Raises MappedFailure."""
        if find_spec("xllamacpp") is None:
            raise _failure(
                "the package xllamacpp, which runs local models, is missing", install_extra("local")
            )
        program = str(Path(__file__).with_name("local_process.py"))
        pipe = asyncio.subprocess.PIPE
        arguments = (sys.executable, "-P", program, str(self.path), str(self.context))
        self._process = await asyncio.create_subprocess_exec(
            *arguments, stdin=pipe, stdout=pipe, stderr=pipe
        )
        self._listening = asyncio.create_task(self._listen())
        key = secrets.token_urlsafe(24)
        try:
            address = await self._address(key)
            self._backend = OpenAIBackend(address, connect, lambda: key)
            while not await self._is_loaded():
                await asyncio.sleep(HEALTH_SECONDS)
        except BaseException:
            # An interrupted load must not go on behind the user's back.
            self.kill()
            raise
        self.is_ready = True

    async def end(self) -> None:
        """End the process and close the connection."""
        self.kill()
        if self._backend is not None:
            await self._backend.close()
        if self._process is not None:
            await self._process.wait()
        if self._listening is not None:
            self._listening.cancel()

    def kill(self) -> None:
        """End the process at once."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _address(self, key: str) -> str:
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        process.stdin.write(f"{key}\n".encode())
        async for line in process.stdout:
            word, _, address = line.decode(errors="replace").strip().partition(" ")
            if word == "listening":
                return address
        await process.wait()
        raise self._ended()

    async def _is_loaded(self) -> bool:
        process = self._process
        assert process is not None
        if process.returncode is not None:
            raise self._ended()
        return await self.backend.is_healthy()

    async def _listen(self) -> None:
        """Keep the end of what it says: the reason if it ends."""
        assert self._process is not None and self._process.stderr is not None
        async for line in self._process.stderr:
            self._said = [*self._said, line.decode(errors="replace").strip()][-_KEPT_LINES:]

    def _ended(self) -> MappedFailure:
        assert self._process is not None
        found = [match[1] for line in self._said if (match := _REASON.search(line))]
        why = found[0][-200:] if found else f"it ended with exit code {self._process.returncode}"
        if self._process.returncode == -9 or is_out_of_memory(why):
            return _failure(
                f"{self.path.stem} does not fit into memory: {why}",
                "use a smaller model, or a smaller num_ctx",
            )
        return _failure(
            f"{self.path.name} cannot be run: {why}",
            f"install it again: models install {self.path.stem}",
        )


def _failure(message: str, hint: str) -> MappedFailure:
    return MappedFailure(Failure(ModelUnavailable(message, hint=hint), Scope.MODEL, False))
