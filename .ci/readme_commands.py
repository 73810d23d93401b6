"""Print the documents' commands: ``test`` the one that runs the tests, ``rest`` all others, Python blocks included;
after that word the documents, all of them where none is named. A document's Python is one program, in the place of its
last block: each goes on with what the one before has made.

A block whose first line says why after the language (```` ```sh needs corpora ````) is not run; it is named on stderr.
"""

import re
import sys
from pathlib import Path

DOCUMENTS = ("README.md", ".github/GUIDE.md", ".github/CONTRIBUTING.md", "tests/benchmarks/README.md")
BLOCK = re.compile(r"^```(sh|python)(?: ([^\n]+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)

root = Path(__file__).parent.parent
for document in sys.argv[2:] or DOCUMENTS:
    printed: list[str] = []
    cells = ""
    for language, why_not, block in BLOCK.findall((root / document).read_text(encoding="utf-8")):
        if why_not:
            if sys.argv[1] == "rest":
                print(f"{document}: not run, {why_not}: {' '.join(block.split())[:80]}", file=sys.stderr)
            continue
        if language == "python":
            printed = [earlier for earlier in printed if not cells or cells not in earlier]
            cells += block
            block = f"python - <<'PYTHON'\n{cells}PYTHON\n"
        if (sys.argv[1] == "test") == ("pytest" in block):
            printed.append(block)
    print(*printed, sep="\n", end="")
