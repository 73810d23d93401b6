"""Runs of a corpus file as `score` leaves them, with figures that a test chooses."""

from __future__ import annotations

import json

from tests.runs.made import make, row
from workbench.corpus import read
from workbench.runs import open_run
from workbench.runs.corpus_of_run import reading_of
from workbench.runs.manifest import Manifest

ODD = [{"name": "omission", "severity": 0.9, "message": "'now' has no counterpart"}]


def run_of(folder, corpus, suspicions, side="reference", hypotheses=None):
    """``suspicions``: of each segment in turn; from 0.5 on it has a symptom."""
    rows = []
    for segment, suspicion in zip(corpus, suspicions, strict=True):
        found = {
            "source": segment.source,
            "references": list(segment.references),
            "hypothesis": (hypotheses or {}).get(segment.id, segment.hypothesis),
            "suspicion": suspicion,
            "verdict": "reference error" if suspicion and suspicion >= 0.5 else "nothing found",
            "symptoms": json.dumps(ODD if suspicion and suspicion >= 0.5 else []),
        }
        rows.append({**row(segment.id, segment.position, side, metadata=dict(segment.metadata)), **found})
    make(folder, rows, side)
    manifest = Manifest.load(folder)
    manifest.signature |= {"source_language": "en", "target_language": "de"}
    manifest.corpus |= {
        "files": [str(path) for path in corpus.paths],
        "fingerprint": corpus.fingerprint(),
        "read": reading_of(corpus),
    }
    manifest.save(folder)
    return open_run(folder)


XLIFF = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original="a" source-language="en" target-language="de" datatype="plaintext"><body>
    <trans-unit id="1"><source>Open <g id="1">it</g>   now.</source>
      <target>Öffne <g id="1">es</g>.</target></trans-unit>
    <trans-unit id="2"><source>Close it.</source><target>Schließ es.</target></trans-unit>
    <trans-unit id="3"><source>Wait.</source></trans-unit>
  </body></file>
</xliff>
"""


def xliff(folder):
    path = folder / "in.xlf"
    path.write_text(XLIFF, encoding="utf-8")
    return read(path)
