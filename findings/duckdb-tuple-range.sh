#!/bin/bash
# DuckDB 2.0.0 (and 1.5.6 before it): of a table, `(a, b) >= (…)` works, `(a, b) <= (…)` works, and both joined by AND are
# refused with "Invalid type for BETWEEN", though nobody wrote BETWEEN. 2.0.1 answers. Expected: the row.
# Output seen (2026-11-30):
#   duckdb 2.0.0
#   (a, b) >= (1.0, 2::hugeint) → [(1.5, 3)]
#   (a, b) <= (2.0, 4::hugeint) → [(1.5, 3)]
#   (a, b) >= (1.0, 2::hugeint) and (a, b) <= (2.0, 4::hugeint) → Invalid type Error: Invalid Type [TUPLE(DOUBLE, HUGEINT)]: Invalid type fo
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q duckdb==2.0.0
cat > "$folder/show.py" <<'PYTHON'
import sys

import duckdb

print("duckdb", duckdb.__version__)
low, high = "(a, b) >= (1.0, 2::hugeint)", "(a, b) <= (2.0, 4::hugeint)"
duckdb.sql("create table t as select 1.5::double a, 3::hugeint b")
answers = []
for condition in (low, high, f"{low} and {high}"):
    try:
        rows = duckdb.sql(f"from t where {condition}").fetchall()
        answers.append("answered")
        print(condition, "→", rows)
    except duckdb.Error as error:
        answers.append("refused")
        print(condition, "→", error)
sys.exit(answers != ["answered", "answered", "refused"])
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
