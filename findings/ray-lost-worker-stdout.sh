#!/bin/bash
# ray 2.60.0: when a worker's process ends, Ray prints a paragraph about it onto the stdout of the program that uses it, also
# after ray.init(log_to_driver=False, logging_level=ERROR), from a thread and some seconds later. Whoever pipes results from
# such a program finds that paragraph among them. Expected: that log_to_driver=False keeps it away, or that it
# goes to stderr with the rest of Ray's log.
# Output seen (2026-12-01):
#   ray 2.60.0
#   on stdout, besides the result: '(raylet) A worker died or was killed while executing a task by an unexpe'
#   on stderr: nothing of it
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q ray==2.60.0
cat > "$folder/show.py" <<'PYTHON'
import re
import subprocess
import sys

CODE = """
import logging, os, time, ray
ray.init(address="local", num_cpus=1, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)

@ray.remote(max_retries=0)
def ends():
    os._exit(1)

try:
    ray.get(ends.remote())
except ray.exceptions.WorkerCrashedError:
    print("result")
time.sleep(5)
"""
done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
plain = [re.sub(r"\x1b\[[0-9;]*m", "", text) for text in (done.stdout, done.stderr)]
others = [line for line in plain[0].split("\n") if line not in ("result", "")]
print("ray", subprocess.check_output([sys.executable, "-c", "import ray; print(ray.__version__)"], text=True).strip())
print("on stdout, besides the result:", repr(others[0][:72]) if others else "nothing")
print("on stderr:", "the same" if "A worker died" in plain[1] else "nothing of it")
sys.exit(not (others and "A worker died" in others[0]))
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
