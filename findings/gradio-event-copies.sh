#!/bin/bash
# Gradio 6.31.0: whenever any event is sent to the server, and again whenever its state is told, the page copies the properties
# of every component that an event has ever written to, related to this one or not. The text of `js_on_load` is among them, so
# the length of a component's script, which is needed once, is paid with every event. A script in the page's head that
# `js_on_load` calls is not copied.
# Expected: an event costs what its own inputs and outputs are.
# Needs a Chromium (chromium in the PATH).
# Output seen (2026-12-01):
#   gradio 6.31.0
#   a press that writes to one other component copies the unrelated component's script of 50,014 characters: 10 times
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q gradio==6.31.0 playwright==1.65.2
export GRADIO_ANALYTICS_ENABLED=False
cat > "$folder/show.py" <<'PYTHON'
import shutil
import sys

import gradio as gr
from playwright.sync_api import sync_playwright

SCRIPT = "// a comment: " + "x" * 50_000
COUNT = """() => {
  window.copied = 0;
  const copy = window.structuredClone;
  window.structuredClone = (value, ...more) => {
    if (typeof value === 'string' && value.startsWith('// a comment: ')) window.copied++;
    return copy(value, ...more);
  };
}"""

with gr.Blocks() as demo:
    unrelated = gr.HTML("<p>before</p>", js_on_load=SCRIPT, elem_id="unrelated")
    other = gr.HTML("<p>before</p>", elem_id="other")
    once, press = gr.Button("once", elem_id="once"), gr.Button("press", elem_id="press")
    once.click(lambda: "<p>after</p>", None, unrelated, show_progress="hidden")
    press.click(lambda: "<p>after</p>", None, other, show_progress="hidden")
_, url, _ = demo.launch(server_name="127.0.0.1", prevent_thread_lock=True, quiet=True)
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.goto(url)
    for button, written in (("once", "unrelated"), ("press", "other")):
        page.wait_for_selector(f"#{button}")
        page.evaluate(COUNT)
        page.click(f"#{button}")
        page.wait_for_function(f"document.getElementById('{written}').textContent.includes('after')")
        page.wait_for_timeout(1000)
    copied = page.evaluate("window.copied")
    browser.close()
demo.close()
print("gradio", gr.__version__)
print(
    f"a press that writes to one other component copies the unrelated component's script of {len(SCRIPT):,} characters: "
    f"{copied} times"
)
sys.exit(copied == 0)
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
