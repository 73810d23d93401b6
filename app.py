"""The Gradio app, started by ``python app.py`` and by a Hugging Face Space."""

import contextlib

with contextlib.suppress(ImportError):
    import spaces  # noqa: F401  on ZeroGPU it has to come before torch

from workbench.app import build, launch

demo = build()

if __name__ == "__main__":
    launch(demo)
