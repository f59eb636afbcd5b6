"""Connects to a Dask cluster: which workers can take jobs, and what became of the jobs."""

import importlib
import ipaddress
import logging
import os
import pickle
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import CancelledError, wait
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from ..domain.errors import BadArguments, Declined, EvolverError
from ..domain.installation import VERSION

TAG = f"code-evolver-{VERSION}-{__name__.partition('.')[0]}"
"""The resource that workers of this version offer; jobs go to no other worker."""

_CONNECT_SECONDS = 20
_ADMISSION_SECONDS, _PAUSE_SECONDS = 90.0, 60.0
"""So long a worker has to take a package, and so long it is left alone if it did not."""
_LOOK_SECONDS = 1.0
"""Dask does not end every wait for a result when the scheduler dies; so often we look ourselves."""


class ClusterState(Struct, frozen=True):
    """The workers that can take jobs, and the jobs of this run.

    `lost` counts jobs whose worker died; they are repeated on another worker.
    """

    workers: int
    running: int
    waiting: int
    lost: int

    def __str__(self) -> str:
        workers = f"{self.workers} worker{'' if self.workers == 1 else 's'}"
        lost = f", {self.lost} lost and repeated" if self.lost else ""
        return f"{workers}, {self.running} running, {self.waiting} waiting{lost}"


class WorkersLost(Exception):
    """A job ended every worker that tried it."""


class Cluster:
    """The workers of one scheduler that accept `package`; `report` hears which ones do not.

    `client` is Dask's; `module` names what workers run: its `admit(package, worker)` returns why a
    worker refuses the package ("" if it does not), its `carry_out(job)` a job's result. A worker
    may take 90 s to accept, and `seconds` more.
    Raises Declined if no worker accepts the package, EvolverError if the scheduler is gone.
    """

    def __init__(
        self,
        client: Any,
        module: str,
        package: Any,
        report: Callable[[str], None],
        seconds: float = 0.0,
    ) -> None:
        self._client = client
        self._connection = client.scheduler_comm
        self._module = module
        self._package = pickle.dumps(package)
        self._report = report
        self._patience = _ADMISSION_SECONDS + seconds
        self._admitting = threading.Lock()
        self._news = threading.Event()
        self._seen: set[str] = set()
        self._workers: set[str] = set()
        self._refusals: dict[str, str] = {}
        self._counts = threading.Lock()
        self._jobs: set[str] = set()
        self._lost = 0
        client.subscribe_topic("all", self._hear)
        self._executor = client.get_executor(pure=False, resources={TAG: 1, package.digest: 1})
        self._admit_new_workers()
        if not self._workers:
            was_connected = self._is_connected()
            self.close()
            if not was_connected:
                raise _gone()
            refusals = sorted(set(self._refusals.values()))
            if refusals:
                raise Declined(f"no worker of the cluster can be used: {'; '.join(refusals)}")
            raise Declined(
                f"no worker of the cluster runs this version ({VERSION})",
                hint="start one with: code-evolver worker ADDRESS",
            )

    def state(self) -> ClusterState:
        """Return who can take jobs now; workers that joined meanwhile are given the package."""
        if self._news.is_set():
            self._news.clear()
            threading.Thread(target=self._admit_new_workers, daemon=True).start()
        with self._counts:
            jobs, lost = len(self._jobs), self._lost
        workers = len(self._workers)
        return ClusterState(workers, min(jobs, workers), max(0, jobs - workers), lost)

    def run(self, job: object) -> Any:
        """Run a job on some worker; if that one dies, on another.

        Raises WorkersLost, EvolverError if the scheduler is gone, and CancelledError or OSError if
        the result got lost, or that is what the job raised.
        """
        key = f"code-evolver-{uuid.uuid4().hex}"
        with self._counts:
            self._jobs.add(key)
        try:
            sent = self._executor.submit(_carry_out, self._module, pickle.dumps(job), key=key)
            while not wait([sent], _LOOK_SECONDS).done:
                if not self._is_connected():
                    raise CancelledError
            return sent.result()
        except dask().KilledWorker as error:
            raise WorkersLost from error
        except (CancelledError, OSError, dask().client.ClosedClientError) as error:
            if self._is_connected():
                raise
            raise _gone() from error
        finally:
            with self._counts:
                self._jobs.discard(key)

    def admit_again(self) -> None:
        """Give every worker the package again, and wait until they have it."""
        with self._admitting:
            self._seen.clear()
        self._admit_new_workers()

    def close(self) -> None:
        """Leave the cluster, also where a job's result is awaited; the workers go on."""
        self._client.close()

    def _is_connected(self) -> bool:
        """Tell whether the connection of the start holds: a new one may be to another scheduler."""
        return self._client.status == "running" and self._client.scheduler_comm is self._connection

    def _hear(self, event: tuple[float, Any]) -> None:
        """Take an event of the scheduler, on Dask's own thread."""
        what = event[1] if isinstance(event[1], dict) else {}
        if what.get("action") in ("add-worker", "remove-worker"):
            self._news.set()
        with self._counts:
            self._lost += len(self._jobs.intersection(what.get("processing-tasks", ())))

    def _admit_new_workers(self) -> None:
        """Offer the package to the workers that have not seen it, and wait for their answers."""
        info: dict[str, Any] = {}
        # Where the scheduler is gone, the threads that wait for jobs report it.
        with suppress(OSError, RuntimeError, ValueError):
            info = self._client.scheduler_info(n_workers=-1).get("workers", {})
        present = {name for name, worker in info.items() if TAG in worker["resources"]}
        with self._admitting:
            new = sorted(present - self._seen)
            self._seen = present
            self._workers &= present
        # Separately: a worker that does not answer must not hold up the others.
        offers = [threading.Thread(target=self._offer, args=(one,), daemon=True) for one in new]
        for offer in offers:
            offer.start()
        for offer in offers:
            offer.join()

    def _offer(self, worker: str) -> None:
        """Offer the package to one worker, and note its answer."""
        options = {"on_error": "return", "callback_timeout": self._patience}
        answer: Any = OSError("it does not answer")
        with suppress(OSError, RuntimeError, ValueError):
            said = self._client.run(
                _admit, self._module, self._package, workers=[worker], **options
            )
            # It is missing if it left meanwhile.
            answer = said.get(worker, answer)
            if answer == "":
                self._client.run_on_scheduler(_wake, worker)
        with self._admitting:
            if worker not in self._seen:
                return
            if isinstance(answer, OSError):
                self._seen.discard(worker)
                again = threading.Timer(_PAUSE_SECONDS, self._news.set)
                again.daemon = True
                again.start()
            is_known = str(answer) in ("", *self._refusals.values())
            self._refusals[worker] = str(answer)
            if answer == "":
                del self._refusals[worker]
                self._workers.add(worker)
        if not is_known and self._is_connected():
            self._report(f"a worker is not used: {answer}")


def _gone() -> EvolverError:
    return EvolverError(
        "the cluster's scheduler is gone",
        hint="nothing is lost: start it again and continue with evolve --resume",
    )


async def _admit(module: str, package: bytes, dask_worker: Any) -> object:
    """Offer a worker the package; runs there."""
    found = importlib.import_module(module)
    return await found.admit(pickle.loads(package), dask_worker)


def _carry_out(module: str, job: bytes) -> object:
    """Carry out a job; runs on a worker."""
    return importlib.import_module(module).carry_out(pickle.loads(job))


def _wake(worker: str, dask_scheduler: Any) -> None:
    """Give a worker the jobs that no worker could do before; runs on the scheduler.

    Dask itself does this when a worker joins, but not when one offers a further resource.
    """
    state = dask_scheduler.workers.get(worker)
    if state is not None:
        waiting = dask_scheduler.bulk_schedule_unrunnable_after_adding_worker(state)
        dask_scheduler.transitions(waiting, "code-evolver-admit")


# Functions of __main__ travel as code: the scheduler need not have this package.
_admit.__module__ = _carry_out.__module__ = _wake.__module__ = "__main__"


def connect(address: str, tls: str) -> Any:
    """Return Dask's client of the scheduler at this address.

    Raises Declined if the scheduler cannot be reached, and what `security_of` raises.
    """
    security = security_of(address, tls)
    package = dask()
    # Errors are raised here; Dask would also print their tracebacks. Its import sets the levels.
    for name in ("distributed", "distributed.client", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return package.Client(
            address, security=security, timeout=_CONNECT_SECONDS, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise Declined(
            f"no scheduler answers at {address}: {error}", hint="start it with: dask scheduler"
        ) from error


def dask() -> Any:
    """Return Dask's package, which is untyped and imported only where a cluster is used."""
    return importlib.import_module("distributed")


def security_of(address: str, tls: str) -> Any:
    """Return the certificates in a folder (ca.pem, cert.pem, key.pem) as Dask takes them, or None.

    Raises BadArguments for an address that other machines can reach without certificates: a
    scheduler runs whatever it is sent.
    """
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise BadArguments(f"{address} is not an address: {error}") from error
    if parts.scheme == "tls" and tls:
        ca, cert, key = certificates(tls)
        options = {"tls_ca_file": ca, "tls_client_cert": cert, "tls_client_key": key}
        return dask().Security(require_encryption=True, **options)
    if parts.scheme == "tcp" and _is_loopback(parts.hostname or "") and not tls:
        return None
    raise BadArguments(
        f"{address} is not safe: anyone who reaches a scheduler can run code on its workers",
        hint="use tls://HOST:PORT with --tls DIR (docs/CLUSTER.md), or tcp://127.0.0.1:PORT",
    )


def certificates(folder: str) -> tuple[str, str, str]:
    """Return the paths of the certificates in a folder. Raises BadArguments if one is missing."""
    files = [Path(os.path.expanduser(folder)) / name for name in ("ca.pem", "cert.pem", "key.pem")]
    for file in files:
        if not file.is_file():
            raise BadArguments(f"{file} is missing", hint="docs/CLUSTER.md shows how to create it")
    ca, cert, key = map(str, files)
    return ca, cert, key


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
