#!/bin/bash
# pytest-xdist 3.8.0 under pytest 9.2.0: with `--dist loadgroup`, tests that share an `xdist_group` run in different
# processes, without a word. xdist writes the group behind a test's `_nodeid`; pytest 9.2 makes `nodeid` from something
# else, so the group never reaches the scheduler. Whatever a group was to keep in one process (a server on a port, a
# browser, an expensive fixture) is made in each. With pytest 9.0.0 the group holds. Expected: one process for a group.
# Output seen (2026-11-30):
#   pytest 9.0.0 xdist 3.8.0: one group of 40 tests ran in 1 process
#   pytest 9.2.0 xdist 3.8.0: one group of 40 tests ran in 2 processes
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/test_group.py" <<'PYTHON'
import os
import time
from pathlib import Path

import pytest


@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(40))
def test_in_a_group(number):
    time.sleep(0.02)
    with Path(os.environ["SEEN"]).open("a") as seen:
        seen.write(f"{os.getpid()}\n")
PYTHON
for pytest in 9.0.0 9.2.0; do
    python3 -m venv "$folder/$pytest"
    "$folder/$pytest/bin/pip" install -q pytest==$pytest pytest-xdist==3.8.0
    export SEEN="$folder/$pytest.txt"
    (cd "$folder" && "$folder/$pytest/bin/python" -m pytest -q -n 2 --dist loadgroup test_group.py > /dev/null)
    count=$(sort -u "$SEEN" | wc -l)
    word=process && [ "$count" = 1 ] || word=processes
    echo "pytest $pytest xdist 3.8.0: one group of $(wc -l < "$SEEN") tests ran in $count $word"
done | tee "$folder/output.txt"
grep -q "9.0.0 .* in 1 process$" "$folder/output.txt" && grep -q "9.2.0 .* in 2 processes$" "$folder/output.txt" || exit 1
