"""What handlers take and give: values by component.

Gradio 6 gives a handler one dict where its inputs are a set, and leaves alone what a returned dict does not name. An
empty dict it does not take for one: a handler that changes nothing returns `gr.skip`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gradio.blocks import Block

Given = Mapping[Block, Any]
Changes = dict[Block, Any]
"""Values or updates, of those alone that become others. What several parts change is put together by merging."""
