from __future__ import annotations

import subprocess
import sys

from tests.charts.maps import some_map
from workbench.charts.notebook import bundle

# In a process of its own: a shell is one per process, and what is loaded when is the point.
SHELL = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("import workbench")
assert not [name for name in sys.modules if name.startswith(("altair", "workbench.charts"))]
shell.run_cell('''
import numpy as np
from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
words = Tokens.of_words(["</script><b>", "cat"])
found = AlignmentMap(words, words, np.eye(2), np.zeros(2), provenance={"view": "attention"})
''')
assert "altair" not in sys.modules
data, _ = shell.display_formatter.format(shell.user_ns["found"])
assert "altair" in sys.modules
print(sorted(data))
print(data["text/plain"])
"""


def run(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_map_shows_itself_in_a_shell_and_loads_altair_only_then(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    assert run(SHELL)[-2:] == [
        "['application/vnd.vegalite.v6+json', 'text/html', 'text/plain']",
        "AlignmentMap of 2 target × 2 source words: view attention",
    ]


def test_without_a_shell_nothing_is_registered_or_loaded():
    light = "print([n for n in ('altair', 'workbench.charts') if n in sys.modules])"
    assert run(f"import sys, IPython, workbench; {light}") == ["[]"]
    assert run(f"import sys, workbench; {light}; print('IPython' in sys.modules)") == ["[]", "False"]


def test_the_page_of_the_bundle_is_escaped_and_the_spec_is_the_heatmap():
    data = bundle(some_map(["</script><script>alert(1)</script>", "<!--"], ["x"]))
    assert "<script>alert" not in data["text/html"] and "<!--" not in data["text/html"]
    spec = data["application/vnd.vegalite.v6+json"]
    assert spec["params"][0]["value"][1] == "<!--"
    assert spec["usermeta"]["embedOptions"]["actions"]["editor"] is False


def test_only_what_is_asked_for_is_made():
    assert list(bundle(some_map(), include={"text/html"})) == ["text/html"]
    assert "text/html" not in bundle(some_map(), exclude={"text/html"})
