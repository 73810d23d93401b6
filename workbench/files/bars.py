"""The bars that part the fields of a line, as fast_align and Moses have them."""

from __future__ import annotations

BARS = "|||"
