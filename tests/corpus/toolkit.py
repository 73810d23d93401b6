"""translate-toolkit as another program: its licence is not ours."""

from __future__ import annotations

import json
import subprocess
import sys

_UNITS = """
import importlib, json, sys
module, kind, path = sys.argv[1:]
store = getattr(importlib.import_module(f"translate.storage.{module}"), kind).parsefile(path)
def texts(value):
    return None if value is None else [str(text) for text in getattr(value, "strings", [value])]
print(json.dumps([[texts(unit.source), texts(unit.target)] for unit in store.units if not unit.isheader()]))
"""


def units(module, kind, path):
    """Sources and targets of a file as lists of plural forms, read by ``translate.storage.MODULE.KIND``."""
    done = subprocess.run(
        [sys.executable, "-c", _UNITS, module, kind, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
