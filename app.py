"""The Gradio app, started by ``python app.py`` and by a Hugging Face Space."""

from workbench.app import build, launch

demo = build()

if __name__ == "__main__":
    launch(demo)
