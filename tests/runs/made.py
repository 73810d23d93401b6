"""Runs as `score` leaves them, with figures that a test chooses."""

from __future__ import annotations

import json

from workbench.runs import open_run, shard
from workbench.runs.digest import over, stored
from workbench.runs.manifest import Manifest

PRESET = {"layer": 1, "heads": "all", "row": "output", "measured": "for a test"}


def row(id, position, side="hypothesis", metadata=None, status="ok", **figures):
    return {
        "id": id,
        "position": position,
        "line": position + 1,
        "side": side,
        "status": status,
        "source": f"source of {id}",
        "hypothesis": f"hypothesis of {id}",
        "references": [f"reference of {id}"],
        "metadata": json.dumps(metadata or {}),
        "nulls": "{}",
        **figures,
    }


def make(folder, rows, side="hypothesis", shard_size=2):
    """A run as `score` leaves it, with figures that a test chooses."""
    folder.mkdir(parents=True)
    segments = len({row["position"] for row in rows})
    for number, start in enumerate(range(0, len(rows), shard_size)):
        shard.write(folder, number, rows[start : start + shard_size])
    finish(Manifest({"preset": PRESET}, {"segments": segments}, {"side": side}, complete=True), folder)
    return open_run(folder)


def finish(manifest, folder):
    """The manifest of a run that these shards are all of."""
    paths = shard.paths(folder)
    manifest.shards = {"count": len(paths), "sha256": over(map(stored, paths))}
    manifest.save(folder)


def ids(records):
    return [record["id"] for record in records]
