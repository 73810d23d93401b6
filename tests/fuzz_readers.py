"""Readers under coverage-guided fuzzing, outside the normal run: ``python -m tests.fuzz_readers [KIND [EXECUTIONS]]``.

Needs atheris (``pip install atheris``, Linux). ``KIND`` is one of `tests.corpus.seed_files.seeds`, or ``all``. Each
starts from its valid files; an exception that is none of the project's own ends it, with the input in a file
``crash-…`` in the current folder. Prints executions and seconds for each kind.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.corpus.seed_files import seeds

EXECUTIONS = 100_000


def main(kind: str, executions: int) -> int:
    kinds = sorted(seeds()) if kind == "all" else [kind]
    if unknown := [one for one in kinds if one not in seeds()]:
        print(f"unknown kind {unknown[0]!r}; choose one of: all, {', '.join(sorted(seeds()))}")
        return 2
    worst = 0
    for one in kinds:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            for number, data in enumerate(seeds()[one]):
                (Path(folder) / f"seed{number}").write_bytes(data)
            command = [sys.executable, "-m", "tests.fuzz_readers", "--inside", folder, f"-atheris_runs={executions}"]
            command += ["-max_len=8192", "-timeout=20", "-rss_limit_mb=2048"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        told = [line for line in done.stderr.splitlines() if line.startswith("Done ")]
        ended = told[-1] if told else "ended early"
        print(f"{one}: {ended}, {time.monotonic() - begun:.0f} s in all, exit status {done.returncode}", flush=True)
        if done.returncode:
            print(done.stderr[-4000:])
        worst = max(worst, done.returncode)
    return worst


def inside(arguments: list[str]) -> None:
    """The fuzzed process."""
    import atheris

    with atheris.instrument_imports(include=["workbench.corpus", "workbench.files"]):
        import workbench.corpus.formats
        from tests.corpus.test_fuzz import read_all
    file = Path(tempfile.mkdtemp()) / "file.dat"
    assert workbench.corpus.formats.FORMATS

    def one_input(data: bytes) -> None:
        file.write_bytes(data)
        read_all(file)

    atheris.Setup([sys.argv[0], *arguments], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2:])
    else:
        given = dict(enumerate(sys.argv))
        raise SystemExit(main(given.get(1, "all"), int(given.get(2, EXECUTIONS))))
