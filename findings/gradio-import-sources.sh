#!/bin/bash
# Gradio 6.31.0: `import gradio` reads and parses the source of each of its components to write a file of types for editors
# (`.pyi`) into its own folder among the installed packages, and does so again at every import, though there is nothing left to
# write. That is about half of the time that the import takes.
# Expected: an import executes compiled modules, and writes no sources.
# Output seen (2026-12-01, two cores of an AMD EPYC):
#   gradio 6.31.0
#   sources parsed by the second import: 168
#   a file of types that was deleted is there again after an import: True
#   import: 3.5 s, without this: 1.4 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q gradio==6.31.0
export GRADIO_ANALYTICS_ENABLED=False
cat > "$folder/show.py" <<'PYTHON'
import ast
import inspect
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

if len(sys.argv) > 1:
    parsed, parse, known = [0], ast.parse, inspect.getfile

    def counted(*given, **named):
        parsed[0] += 1
        return parse(*given, **named)

    def none(found):
        if isinstance(found, type) and found.__module__.startswith("gradio."):
            raise FileNotFoundError
        return known(found)

    if sys.argv[1] == "count":
        ast.parse = counted
    else:
        inspect.getfile = none if sys.argv[1] == "without" else known
    began = time.perf_counter()
    import gradio

    print(parsed[0] if sys.argv[1] == "count" else time.perf_counter() - began, gradio.__version__)
    sys.exit()


def told(how):
    figure, version = subprocess.run([sys.executable, __file__, how], capture_output=True, text=True, check=True).stdout.split()
    return float(figure), version


told("with")  # compiles everything
parsed, version = told("count")
types = Path(find_spec("gradio").origin).parent / "components" / "textbox.pyi"
types.unlink()
told("with")
again = types.exists()
took = {how: min(told(how)[0] for _ in range(3)) for how in ("with", "without")}
print("gradio", version)
print(f"sources parsed by the second import: {parsed:.0f}")
print(f"a file of types that was deleted is there again after an import: {again}")
print(f"import: {took['with']:.1f} s, without this: {took['without']:.1f} s")
sys.exit(not (parsed > 100 and again and took["without"] < took["with"]))
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
