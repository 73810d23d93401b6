"""Print the README's commands: ``test`` the one that runs the tests, ``rest`` all others, Python blocks included."""

import re
import sys
from pathlib import Path

readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
blocks = re.findall(r"^```(sh|python)\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
for language, block in blocks:
    if language == "python":
        block = f"python - <<'PYTHON'\n{block}PYTHON\n"
    if (sys.argv[1] == "test") == ("pytest" in block):
        print(block)
