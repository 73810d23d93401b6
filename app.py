"""The Gradio app, started by ``python app.py`` and by a Hugging Face Space."""

import contextlib
import sys

with contextlib.suppress(ImportError):
    import spaces  # noqa: F401  on ZeroGPU it has to come before torch

from workbench.app import launch
from workbench.app.configured import as_configured
from workbench.errors import WorkbenchError

try:
    demo = as_configured()
except WorkbenchError as error:
    sys.exit(f"error: {error}")

if __name__ == "__main__":
    launch(demo)
