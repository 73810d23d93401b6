"""What is shown is dimmed by the browser itself, the moment something else is asked for: the server may be busy."""

from __future__ import annotations


def dim(element: str) -> str:
    """A listener's ``js``: hands on what it is given."""
    return f"(...given) => {{ document.getElementById('{element}')?.classList.add('wb-stale'); return given; }}"
