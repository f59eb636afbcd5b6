"""The model files of the data folder: which there are, installing and removing them."""

import errno
import hashlib
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from ..documents.regular_files import open_own_file
from ..domain.errors import BrokenReply, ModelError, ModelMissing, ModelUnavailable
from ..domain.installation import install_extra
from .backend import DownloadProgress, full_name
from .endpoint_address import host_and_port

Answer = TypeVar("Answer")

MAGIC = b"GGUF"
SILENCE_SECONDS = 30.0
_CHUNK = 1 << 20
_DISK_ERRORS = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS),
        *(errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EFBIG, errno.EIO),
    }
)
_SPLIT = re.compile(r"(.+)-\d{5}-of-(?!00001)(\d{5})")
_SHA256 = re.compile(r"[0-9a-f]{64}")


KNOWN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        f"qwen2.5-coder-{size.lower()}": (
            f"Qwen/Qwen2.5-Coder-{size}-Instruct-GGUF",
            f"qwen2.5-coder-{size.lower()}-instruct-q4_k_m.gguf",
        )
        for size in ("0.5B", "1.5B", "7B")
    }
)
"""The models that can be installed by name: repository and file; all are under Apache-2.0."""


def model_files(folder: Path) -> tuple[Path, ...]:
    """Return the installed model files; a link that leads nowhere is none."""
    return tuple(sorted(path for path in folder.glob("*.gguf") if path.is_file()))


def model_file(folder: Path, name: str) -> Path | None:
    """Return the file of an installed model, whose name is compared as a server does."""
    found = [path for path in model_files(folder) if full_name(path.stem) == full_name(name)]
    return min(found, key=lambda path: path.stem != name, default=None)


def install_file(folder: Path, source: Path) -> str:
    """Take a GGUF file into the folder, as a link where that is possible; the model's name."""
    try:
        # Opening a pipe would wait for its other end.
        if source.exists() and not source.is_file():
            raise ModelMissing(f"{source} is not a regular file")
        with source.open("rb") as file:
            is_model = file.read(len(MAGIC)) == MAGIC
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ModelMissing(f"{source} cannot be read: {why}") from error
    if not is_model:
        raise BrokenReply(f"{source} is not a GGUF file", hint="convert it with llama.cpp first")
    if split := _SPLIT.fullmatch(source.stem):
        first, merged = f"{split[1]}-00001-of-{split[2]}.gguf", f"{split[1]}.gguf"
        raise BrokenReply(
            f"{source} is one part of a split model",
            hint=f"merge the parts first: llama-gguf-split --merge {first} {merged}",
        )
    target = folder / f"{source.stem}.gguf"
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if target.exists() and target.samefile(source):
            return target.stem
        new = target.with_suffix(".new")
        new.unlink(missing_ok=True)
        try:
            _link_or_copy(source, new)
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
    return target.stem


def _link_or_copy(source: Path, new: Path) -> None:
    try:
        # A hub's cache holds relative links, which lead nowhere from here.
        os.link(source.resolve(), new)
    except OSError:
        # Another file system.
        shutil.copyfile(source, new)


def remove_file(folder: Path, name: str) -> None:
    """Remove an installed model."""
    path = model_file(folder, name) or folder / f"{name}.gguf"
    if path.parent != folder or not (path.is_file() or path.is_symlink()):
        have = ", ".join(one.stem for one in model_files(folder)) or "none"
        raise ModelMissing(f"{name} is not installed", hint=f"installed models: {have}")
    path.unlink()


def download(
    folder: Path,
    name: str,
    on_progress: Callable[[DownloadProgress], None],
    endpoint: str | None = None,
    patience: float = SILENCE_SECONDS,
) -> str:
    """Download a known model, going on where an earlier download stopped; the model's name.

    `endpoint` is the hub's address (None: its own); `patience` is how many seconds it has for
    each answer's beginning. The file counts as installed once its digest
    is the one that the hub announced.
    """
    known = KNOWN.get(name)
    if known is None:
        raise ModelMissing(
            f"no model named {name} can be downloaded",
            hint=f"one of {', '.join(KNOWN)}, or the path of a GGUF file",
        )
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        path = _fetched(folder / ".partial", *known, on_progress, endpoint, patience)
        path.replace(folder / f"{name}.gguf")
    return name


def _fetched(
    folder: Path,
    repository: str,
    name: str,
    on_progress: Callable[[DownloadProgress], None],
    endpoint: str | None,
    patience: float,
) -> Path:
    try:
        import huggingface_hub as hub
        from huggingface_hub import constants
    except ImportError as error:
        raise ModelUnavailable(
            "the package huggingface_hub, which finds models, is missing",
            hint=install_extra("local"),
        ) from error
    # It would ask the hub for a list of programs that may have started this one.
    constants.HF_HUB_DISABLE_TELEMETRY = True
    url = hub.hf_hub_url(repository, name, endpoint=endpoint)
    try:
        announced = _in_time(
            patience, url, lambda: hub.get_hf_file_metadata(url, endpoint=endpoint)
        )
        etag = announced.etag or "unknown"
        # Named by the digest: a part of another version must not be gone on with.
        path = folder / f"{name}.{re.sub(r'[^0-9a-f]', '', etag)[:16]}"
        with disk_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            _stream(announced.location, path, announced.size or 0, on_progress, patience)
    except ModelError:
        raise
    except Exception as error:
        # The hub's client raises errors of several libraries.
        raise ModelUnavailable(
            f"{name} cannot be downloaded: {error}",
            hint="check the network, then the same command again: it goes on where it stopped",
        ) from error
    _check_digest(path, etag)
    return path


def _stream(
    url: str,
    path: Path,
    size: int,
    on_progress: Callable[[DownloadProgress], None],
    patience: float,
) -> None:
    """Write what the file still lacks; the hub's own client begins anew each time."""
    import httpx

    have = path.stat().st_size if path.exists() else 0
    if size and have >= size:
        return
    headers = {"Range": f"bytes={have}-"} if have else {}
    with httpx.Client(follow_redirects=True, timeout=SILENCE_SECONDS) as client:
        request = client.build_request("GET", url, headers=headers)
        response = _in_time(patience, url, lambda: client.send(request, stream=True))
        response.raise_for_status()
        is_rest = response.status_code == httpx.codes.PARTIAL_CONTENT
        descriptor = open_own_file(path, os.O_WRONLY | (os.O_APPEND if is_rest else os.O_TRUNC))
        with os.fdopen(descriptor, "wb") as file:
            done = have if is_rest else 0
            for chunk in response.iter_bytes(_CHUNK):
                file.write(chunk)
                done += len(chunk)
                on_progress(DownloadProgress(path.stem, done, size))
    if done < size:
        raise EOFError(f"it ended after {done} of {size} bytes")


def _in_time(seconds: float, url: str, ask: Callable[[], Answer]) -> Answer:
    """Return the answer. Raises TimeoutError if it has not begun by then.

    In a thread of its own: a client's timeouts count from one byte to the next.
    """
    future: Future[Answer] = Future()

    def work() -> None:
        try:
            future.set_result(ask())
        except Exception as error:  # pylint: disable=broad-exception-caught  # for who waits
            future.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    wait([future], seconds)
    if not future.done():
        raise TimeoutError(f"{host_and_port(url)} did not answer within {seconds:g} seconds")
    return future.result()


def _check_digest(path: Path, announced: str) -> None:
    if not _SHA256.fullmatch(announced):
        return
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != announced:
        path.unlink()
        raise BrokenReply(
            f"{path.stem} is not what the hub announced: its checksum is wrong", hint="try again"
        )


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn a disk that is full or cannot be written into an error that says so."""
    try:
        yield
    except OSError as error:
        if error.errno not in _DISK_ERRORS:
            raise
        raise ModelError(
            f"{folder} cannot be written: {error.strerror}",
            hint="make room on the disk, or name another data folder with CODE_EVOLVER_HOME",
        ) from error
