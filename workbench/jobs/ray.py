"""Ray as an engine: workers on this machine or on many, started for the job and ended with it.

Ray's actors, not Ray Data: parts are whole shards that workers write themselves, so there are no rows to stream, and of
what Ray Data does with them (blocks of its own size, in any order, appended to what is there) nothing may reach a run.
"""

from __future__ import annotations

import logging
import os
import pickle
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from workbench.errors import RunError, WorkbenchError, first_line
from workbench.jobs.crew import Crew, Lost

Part = TypeVar("Part")
Made = TypeVar("Made")

MISSING = "engine ray: Ray is not installed; install it with pip install 'translation-workbench[ray]'"
SENT = 100 << 20
"""Bytes of shared memory for what is sent: segments of parts, no model."""
KNOCK = 10.0
"""Seconds within which a machine answers that is there."""
# One thread each: what says so must be there before the libraries that read it are loaded.
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def _silent(_line: str) -> None:
    pass


@dataclass(frozen=True)
class Ray:
    """``workers``: processes, None for as many as there are processors for; each has ``threads``, and ``gpus``.
    ``address``: ``HOST:PORT`` of a cluster's head, or ``auto``; None starts Ray on this machine for the job alone,
    with ``cpus`` processors, None for those there are. ``tell`` hears of workers that come and go.
    """

    workers: int | None = None
    address: str | None = None
    threads: int = 1
    gpus: int = 0
    cpus: int | None = None
    tell: Callable[[str], None] = _silent

    def made(self, make: Callable[[Part], Made], parts: Iterable[Part]) -> Generator[Made, None, None]:
        """See `workbench.jobs.engine.Engine`. Raises `RunError` where Ray is missing, cannot be reached, or has no room
        for so many workers."""
        ray = installed()
        with redirect_stdout(_WithoutRay(sys.stdout)), _connected(ray, self):
            agency = _Agency(ray, self, make)
            yield from Crew(agency, agency.size).made(parts)


def installed() -> ModuleType:
    """Raises `RunError` where it is not."""
    try:
        import ray
    except ImportError as error:
        raise RunError(MISSING) from error
    return ray


@contextmanager
def _connected(ray: ModuleType, asked: Ray) -> Iterator[None]:
    """Connected to what is there already or to an address, or with Ray started here and ended again."""
    if ray.is_initialized():
        yield
        return
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    # Workers on this machine are the job itself, not something beside it.
    os.environ.setdefault("RAY_worker_niceness", "0")
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    folder = None
    try:
        try:
            if asked.address is not None:
                _knock(asked.address)
                ray.init(address=asked.address, **quiet)
            else:
                # A short name: sockets lie in it, whose paths have 107 bytes at most.
                short = Path("/tmp")
                folder = tempfile.mkdtemp(prefix="ray-", dir=short if short.is_dir() else None)
                here = {"num_cpus": asked.cpus, "object_store_memory": SENT, "_temp_dir": folder}
                ray.init(address="local", include_dashboard=False, **here, **quiet)
        except Exception as error:
            raise RunError(_unreached(asked.address, first_line(error))) from error
        yield
    finally:
        ray.shutdown()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _unreached(address: str | None, why: str) -> str:
    if address is None:
        return f"Ray cannot be started on this machine ({why}); is it too busy? Give the same command again later"
    return (
        f"address {address}: no Ray cluster that can be used answers there ({why}); give HOST:PORT as 'ray start "
        "--head' printed it, or leave --address out for workers on this machine"
    )


def _knock(address: str) -> None:
    """Raises `OSError` where nothing listens at ``HOST:PORT``: Ray itself tries for minutes."""
    host, _, port = address.rpartition(":")
    if host and port.isdecimal() and "//" not in host:
        socket.create_connection((host, int(port)), timeout=KNOCK).close()


class _WithoutRay:
    """A stdout for results: without what a thread of Ray prints there of every lost worker, asked not to or not."""

    def __init__(self, stream: Any):
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        return len(text) if threading.current_thread().name.startswith("ray_") else self._stream.write(text)


def room(asked: int | None, threads: int, cpus: float, gpus_each: int = 0, gpus: float = 0) -> int:
    """How many workers there are to be. Raises `RunError` where there is no room for so many: those without any would
    be waited for in vain."""
    of_cpus = int(cpus) // threads
    found = min(of_cpus, int(gpus) // gpus_each) if gpus_each else of_cpus
    if found < (asked or 1):
        has = f"{cpus:g} CPUs" + (f" and {gpus:g} GPUs" if gpus_each else "")
        needs = f"{threads} of these" + (f" and {gpus_each} of those" if gpus_each else "")
        most = f"give --workers {found}, or fewer" if found else "give it more"
        raise RunError(f"{asked or 1} workers asked for; Ray has {has} in all, and each worker takes {needs}; {most}")
    return asked or found


class _Agency:
    """See `workbench.jobs.crew.Agency`."""

    def __init__(self, ray: ModuleType, asked: Ray, make: Callable[[Any], Any]):
        has = ray.cluster_resources()
        self.size = room(asked.workers, asked.threads, has.get("CPU", 0), asked.gpus, has.get("GPU", 0))
        self._ray, self._tell = ray, asked.tell
        self._environment = dict.fromkeys(THREADS, str(asked.threads))
        self._make = ray.put(ray.cloudpickle.dumps(make))
        self._kind = ray.remote(num_cpus=asked.threads, num_gpus=asked.gpus, max_restarts=0, max_task_retries=0)(
            _Worker
        )

    def hire(self) -> tuple[Any, Any]:
        worker = self._kind.remote(self._environment, self._make)
        return worker, worker.prepare.remote()

    def give(self, worker: Any, part: Any) -> Any:
        return worker.work.remote(part)

    def first(self, tickets: Collection[Any]) -> Any:
        done, _ = self._ray.wait([*tickets], num_returns=1)
        return done[0]

    def result(self, ticket: Any) -> Any:
        try:
            return self._ray.get(ticket)
        except self._ray.exceptions.RayTaskError as error:
            cause = error.cause
            if isinstance(cause, WorkbenchError):
                raise cause from None
            raise cause from error
        except self._ray.exceptions.RayError as error:
            raise Lost(first_line(error)) from error

    def dismiss(self, worker: Any) -> None:
        self._ray.kill(worker, no_restart=True)

    def told(self, line: str) -> None:
        self._tell(line)


class _Worker:
    """An actor. In its process nothing but Ray is loaded until it gets ready, and then what ``make`` needs."""

    def __init__(self, environment: dict[str, str], make: bytes):
        os.environ.update(environment)
        self._pickled = make

    def prepare(self) -> None:
        self._make = pickle.loads(self._pickled)

    def work(self, part: Any) -> Any:
        return self._make(part)
