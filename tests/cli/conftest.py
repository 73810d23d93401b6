from __future__ import annotations

import sys

import pytest

from workbench.cli import main


@pytest.fixture
def here(monkeypatch, capsys):
    """The command line called in this process: as `workbench`, without the seconds that importing torch takes."""

    def call(*arguments):
        monkeypatch.setenv("COLUMNS", "100")
        monkeypatch.setattr(sys, "argv", ["workbench", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return ended.value.code or 0, written.out, written.err

    return call
