"""Runs optimize, test and the bench of models on a worker of a cluster."""

import glob
import hashlib
import json
import os
import stat
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ..app.run_mode import RunMode
from ..config.manager import ConfigManager
from ..documents.json_files import write_bytes
from ..documents.regular_files import read_file
from ..domain.errors import BadArguments, EvolverError
from ..domain.events import Noted, Notify
from ..domain.replace import replace
from ..evolve.cluster import Cluster, WorkersLost, connect, dask
from ..tasks.model_bench import TASKS, ModelRecord
from ..usercode.requests import UserCodeAnswer, UserCodeRequest

if TYPE_CHECKING:
    from ..app.app import App

_MOST_BYTES = 20_000_000
_MOST_SECONDS = 3600.0
_LOOK_SECONDS = 2.0


class FilePackage(Struct, frozen=True):
    """The user's file, the modules and earlier results next to it, and the inputs, by name."""

    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """SHA-256 of the whole content, in hex."""
        return hashlib.sha256(repr(sorted(self.files.items())).encode()).hexdigest()


class CommandJob(Struct, frozen=True):
    """A command on the files of a package: "optimize", "test" or "bench" (of models)."""

    digest: str
    command: str
    request: UserCodeRequest


class CommandResult(Struct, frozen=True):
    """What the command answered in `folder` (a text is an error), and what it wrote there."""

    answer: UserCodeAnswer | tuple[ModelRecord, ...] | str
    folder: str
    written: Mapping[str, bytes]


def run_on_cluster(
    place: tuple[str, str], command: str, request: UserCodeRequest, notify: Notify
) -> UserCodeAnswer:
    """Run a command on a worker of the cluster at (address, folder of certificates).

    Raises BadArguments for what cannot be done there, and what the command raises.
    """
    if request.python or request.allow_read:
        raise BadArguments("--python and --allow-read name paths of this machine, not of a worker")
    file = Path(os.path.expanduser(request.file)).absolute()
    package = _pack(file, request.inputs)
    names = replace(request, file=file.name, inputs=Path(request.inputs).name)
    result = _run(place, package, CommandJob(package.digest, command, names), notify)
    changed = write_back(result.written, package, file.parent)
    answer = _as_here(result, str(file.parent))
    lines = tuple(f"{name} was changed meanwhile and is left alone" for name in changed)
    return replace(answer, lines=(*answer.lines, *lines))


def bench_on_cluster(place: tuple[str, str], tasks: str, notify: Notify) -> tuple[ModelRecord, ...]:
    """Bench the models that a worker is configured with, on the tasks of a file ("": the usual).

    Raises BadArguments for a file that cannot be read, and what the bench raises.
    """
    file = Path(os.path.expanduser(tasks)) if tasks else TASKS
    try:
        package = FilePackage({file.name: read_file(file)})
    except OSError as error:
        raise BadArguments(f"{file} cannot be read: {error.strerror}") from error
    job = CommandJob(package.digest, "bench", UserCodeRequest(file.name))
    result = _run(place, package, job, notify)
    if not isinstance(result.answer, tuple):
        raise EvolverError(str(result.answer).replace(result.folder, str(file.parent)))
    return result.answer


def _run(
    place: tuple[str, str], package: FilePackage, job: CommandJob, notify: Notify
) -> CommandResult:
    client = connect(*place)
    try:
        cluster = Cluster(client, __name__, package, lambda text: notify(Noted(text)))
        return result_of(job, cluster, notify)
    finally:
        client.close()


def result_of(job: CommandJob, cluster: Cluster, notify: Notify) -> CommandResult:
    """Wait for a command, report what the workers do, and let those that join take it over."""
    threads, shown = ThreadPoolExecutor(1), ""
    running: Future[CommandResult] = threads.submit(cluster.run, job)
    threads.shutdown(wait=False)
    try:
        while not wait([running], _LOOK_SECONDS).done:
            state = str(cluster.state())
            if state != shown:
                notify(Noted(f"running on a cluster: {state}"))
            shown = state
        return running.result()
    except WorkersLost as error:
        raise EvolverError("the command ended every worker that tried it") from error
    except (CancelledError, OSError) as error:
        raise EvolverError(f"the worker could not run the command: {error}") from error


async def admit(package: FilePackage, worker: Any) -> str:
    """Keep the files on a worker; return why it refuses them ("" if it does not)."""
    if worker.evolve_core is None:
        return "it shares its core with another worker, so that nothing can be measured"
    folder = _place(worker, package.digest)
    folder.mkdir(exist_ok=True)
    for name, content in package.files.items():
        (folder / name).write_bytes(content)
    await worker.set_resources(**{package.digest: 1})
    return ""


def carry_out(job: CommandJob) -> CommandResult:
    """Run the command on a copy of the files; runs on a worker."""
    from ..app.app import build_app

    worker = dask().get_worker()
    given = {one.name: one.read_bytes() for one in _place(worker, job.digest).iterdir()}
    app = build_app(ConfigManager(), RunMode())
    deadline = threading.Timer(_MOST_SECONDS, app.interrupt)
    deadline.daemon = True
    with tempfile.TemporaryDirectory(dir=worker.local_directory) as folder:
        for name, content in given.items():
            Path(folder, name).write_bytes(content)
        inputs = str(Path(folder, job.request.inputs)) if job.request.inputs else ""
        request = replace(job.request, file=str(Path(folder, job.request.file)), inputs=inputs)
        deadline.start()
        answer: UserCodeAnswer | tuple[ModelRecord, ...] | str
        try:
            answer = _answer(app, job.command, request)
        except EvolverError as error:
            answer = f"{error} ({error.hint})" if error.hint else str(error)
        finally:
            deadline.cancel()
            app.close()
        found = {one.name: one.read_bytes() for one in Path(folder).iterdir() if one.is_file()}
    written = {name: content for name, content in found.items() if given.get(name) != content}
    return CommandResult(answer, folder, written)


def _answer(
    app: "App", command: str, request: UserCodeRequest
) -> UserCodeAnswer | tuple[ModelRecord, ...]:
    if command == "bench":
        return app.model_trials.bench(request.file, lambda event: None)
    run = app.user_files.optimize if command == "optimize" else app.user_files.test
    answer = run(request, lambda event: None)
    return replace(answer, answer=dict(answer.answer))


def _pack(file: Path, inputs: str) -> FilePackage:
    # Earlier results as well: the worker must not write over one of the user's.
    paths = [*file.parent.glob("*.py"), *file.parent.glob(f"{glob.escape(file.stem)}.*"), file]
    if inputs:
        paths.append(Path(os.path.expanduser(inputs)))
    try:
        files = {path.name: read_file(path) for path in paths if path == file or path.is_file()}
    except OSError as error:
        raise BadArguments(f"{error.filename or file} cannot be read: {error.strerror}") from error
    if sum(map(len, files.values())) > _MOST_BYTES:
        raise BadArguments(f"the files in {file.parent} exceed {_MOST_BYTES // 1_000_000} MB")
    return FilePackage(files)


def write_back(written: Mapping[str, bytes], package: FilePackage, folder: Path) -> list[str]:
    """Write what came back; return the names of files that differ from what was sent.

    A link is replaced, not written through. Raises EvolverError, and writes nothing, if a name
    leads out of the folder.
    """
    for name in written:
        if name in ("", "..") or Path(name).name != name:
            raise EvolverError(f"a worker named a file outside of the folder: {name!r}")
    changed: list[str] = []
    for name, content in written.items():
        path = folder / name
        here = read_file(path) if path.is_file() else None
        if here == package.files.get(name) and (here is not None or not os.path.lexists(path)):
            write_bytes(path, content, None if here is None else stat.S_IMODE(path.stat().st_mode))
        elif here != content:
            changed.append(name)
    return changed


def _place(worker: Any, digest: str) -> Path:
    return Path(worker.local_directory, f"files-{digest[:16]}")


def _as_here(result: CommandResult, here: str) -> UserCodeAnswer:
    """Return the answer with the paths of this machine. Raises BadArguments for an error."""
    if not isinstance(result.answer, UserCodeAnswer):
        raise BadArguments(str(result.answer).replace(result.folder, here))
    there, lines = result.folder, result.answer.lines
    old, new = (json.dumps(path)[1:-1] for path in (there, here))
    answer = json.loads(json.dumps(result.answer.answer).replace(old, new))
    lines = tuple(line.replace(there, here) for line in lines)
    return replace(result.answer, lines=lines, answer=answer)
