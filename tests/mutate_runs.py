"""Runs that somebody or something has changed, opened and read in every way: told in a sentence, never by a traceback.

    python -m tests.mutate_runs [HOW MANY] [SEED]

Most changes keep digests right, so that what is inside the files is met as well.
"""

from __future__ import annotations

import copy
import json
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.errors import WorkbenchError
from workbench.runs import Filter, evidence, export, open_run, shard
from workbench.runs.check import check
from workbench.runs.digest import over, stored
from workbench.runs.misses import told_misses
from workbench.runs.quality import corpus_quality
from workbench.runs.upgrade import upgrade

ODD: list[Any] = [None, "", "x", 0, -1, 1.5, 1e308, True, [], {}, [None], {"a": None}, "\ud800", "null", "[{", "\0"]
TEXTS = [None, "", "x", "null", "[{", "[1]", "{}", "[]", '{"a": 1}', '[{"name": 1}]', "[" * 5000, "NaN"]
TEXTS += ['[{"name": "x"}]', '[{"name": "numbers", "severity": 1.0, "source_words": [99]}]']
OLDER = Path(__file__).parent / "runs" / "format-6"
Mutation = Callable[[Path, random.Random], str]


def in_the_manifest(run: Path, chance: random.Random) -> str:
    path = run / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    place, parts = record, []
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = chance.choice(list(keys))
        parts.append(str(key))
        if not isinstance(place[key], dict | list) or not place[key] or chance.random() < 0.3:
            break
        place = place[key]
    if chance.random() < 0.3:
        del place[key]
        done = "removed"
    else:
        place[key] = chance.choice(ODD)
        done = repr(place[key])
    path.write_text(json.dumps(record))
    return f"manifest {'.'.join(parts)}: {done}"


def in_a_shard(run: Path, chance: random.Random) -> str:
    older = not (run / "segments" / "000").is_dir()
    path = shard.paths(run, older)[0]
    table = pq.read_table(path, partitioning=None)
    name = chance.choice(table.column_names)
    place = table.column_names.index(name)
    kind = chance.choice(["removed", "nulls", "another type", "a cell"])
    if kind == "removed":
        table = table.remove_column(place)
    elif kind == "nulls":
        table = table.set_column(place, name, pa.nulls(len(table), table.schema.field(name).type))
    elif kind == "another type":
        other = chance.choice([["x"], [1], [1.5], [[1]], [["x"]], [b"x"], [True], [{"a": 1}]])
        table = table.set_column(place, name, pa.array(other * len(table)))
    else:
        field, cells = table.schema.field(name), table[name].to_pylist()
        at = chance.randrange(len(cells))
        cells[at] = _other_cell(field.type, cells[at], chance)
        kind = f"cell {at}: {str(cells[at])[:30]!r}"
        table = table.set_column(place, field, pa.array(cells, field.type))
    _written(run, path, table, older)
    return f"column {name}: {kind}"


def _other_cell(kind: pa.DataType, cell: Any, chance: random.Random) -> Any:
    if kind == pa.string():
        return chance.choice(TEXTS)
    if kind == pa.binary():
        return chance.choice([None, b"", b"x", b"\xff" * 8])
    if pa.types.is_list(kind):
        return chance.choice([None, [], [None], [*(cell or []), None], (cell or [])[:-1], (cell or []) * 2])
    if kind == pa.int64():
        return chance.choice([None, 0, -1, 2**31 - 1])
    return chance.choice([None, 0.0, -1e308, float("nan"), float("inf")])


def _written(run: Path, path: Path, table: pa.Table, older: bool) -> None:
    if older:
        pq.write_table(table, path)
        return
    shard.write_table(run, 0, table)
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    record["shards"]["sha256"] = over(map(stored, shard.paths(run)))
    (run / "run.json").write_text(json.dumps(record))


def in_the_log(run: Path, chance: random.Random) -> str:
    line = {"time": "2026-01-01T00:00:00Z", "who": "x", "segment": "a", "before": None}
    line["after"] = {"verdict": "fine", "note": ""}
    line[chance.choice(list(line))] = copy.deepcopy(chance.choice(ODD))
    name = chance.choice(["log.jsonl", "flags.json"])
    others = ["[" * 100_000, "[]", "{", '{"a": ' * 3000, json.dumps({"a": chance.choice(ODD)})]
    text = chance.choice([json.dumps(line), json.dumps(line), *others])
    (run / name).write_text(text + "\n")
    return f"{name}: {text[:60]}"


def a_byte(run: Path, chance: random.Random) -> str:
    path = chance.choice(sorted(one for one in run.rglob("*") if one.is_file()))
    content = bytearray(path.read_bytes())
    if chance.random() < 0.3:
        del content[chance.randrange(len(content)) :]
    else:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return f"a byte of {path.name}"


def a_file(run: Path, chance: random.Random) -> str:
    path = chance.choice(sorted(one for one in run.rglob("*") if one.is_file()))
    path.unlink()
    if chance.random() < 0.5:
        path.mkdir()
    return f"{path.name} {'a folder' if path.exists() else 'gone'}"


MUTATIONS: tuple[Mutation, ...] = (in_the_manifest, in_a_shard, in_a_shard, in_the_log, a_byte, a_file)


def read_all(run: Path) -> None:
    """Every way in which commands and the app read a run; a `WorkbenchError` ends it, and is what it should be."""
    opened = open_run(run)
    repr(opened)
    for side in opened.sides:
        told_misses(opened, side)
        narrowed = Filter(text="a", symptom="numbers")
        for records in (opened.worst("chrf", side=side), opened.worst(side=side, where=narrowed)):
            for record in records:
                row = opened.segment(record["id"], side)
                opened.map_of(row)
                evidence.raised_by(opened, row)
                evidence.verdict_of(opened, row)
                evidence.doubted(opened, row)
        opened.figures(["chrf", "suspicion"], side)
    evidence.counted(opened)
    opened.counts(), opened.numeric_columns(), opened.done, opened.frame()
    with tempfile.TemporaryDirectory() as folder:
        export(opened.records(), Path(folder) / "all.csv")
    if not opened.manifest.older:
        corpus_quality(shard.paths(run), opened.manifest.signature.get("target_language"))
        check(run)


def tried(base: Path, scratch: Path, mutation: Mutation, chance: random.Random) -> tuple[str, str]:
    """What was changed, and what came of it: ``read``, ``told``, or the traceback of what nobody expects."""
    run = shutil.copytree(base, scratch / "run")
    changed = mutation(run, chance)
    try:
        for read in (read_all, upgrade, read_all) if base == OLDER else (read_all,):
            read(run)
        return changed, "read"
    except WorkbenchError:
        return changed, "told"
    except Exception:
        return changed, traceback.format_exc()
    finally:
        shutil.rmtree(run)


def mutate(many: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How often each outcome, and each unexpected one with what was changed."""
    chance, outcomes, faults = random.Random(seed), Counter[str](), []
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        newer = shutil.copytree(OLDER, scratch / "newer")
        upgrade(newer)
        for number in range(many):
            base = OLDER if number % 4 == 3 else newer
            changed, outcome = tried(base, scratch, MUTATIONS[number % len(MUTATIONS)], chance)
            outcomes[outcome if outcome in ("read", "told") else "unexpected"] += 1
            if outcome not in ("read", "told"):
                faults.append(f"{base.name}, {changed}\n{outcome}")
    return outcomes, faults


def main() -> None:
    many, seed = [*map(int, sys.argv[1:]), *(1200, 1)[len(sys.argv) - 1 :]]
    outcomes, faults = mutate(many, seed)
    for fault in faults:
        print(fault)
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
