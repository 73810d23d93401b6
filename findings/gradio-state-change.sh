#!/bin/bash
# Gradio 6.31.0: a `gr.State` has a `change` event, but it is told only where the listener that changed the state went through the
# queue. Of one with `queue=False` the change is kept and nobody hears of it. A component's `change` is heard in both cases.
# Expected: whether a listener is queued decides when it runs, and not what follows from it.
# Needs a Chromium (chromium in the PATH).
# Output seen (2026-12-01):
#   gradio 6.31.0
#   queue=True : change of the State heard: True, of a Textbox that is not on the page: True
#   queue=False: change of the State heard: False, of a Textbox that is not on the page: True
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

heard = {(kind, queue): False for kind in ("state", "textbox") for queue in (True, False)}


def hear(kind, queue):
    heard[kind, queue] = True


with gr.Blocks() as demo:
    for queue in (True, False):
        state, box, press = gr.State(0), gr.Textbox("", visible=False), gr.Button("press", elem_id=f"press-{queue}")
        done = gr.Textbox("", elem_id=f"done-{queue}")
        press.click(lambda: (1, "other", "done"), None, [state, box, done], queue=queue)
        state.change(lambda queue=queue: hear("state", queue), None, None, queue=False)
        box.change(lambda queue=queue: hear("textbox", queue), None, None, queue=False)
_, url, _ = demo.launch(server_name="127.0.0.1", prevent_thread_lock=True, quiet=True)
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.goto(url)
    for queue in (True, False):
        page.click(f"#press-{queue}")
        page.wait_for_function(f"document.querySelector('#done-{queue} :is(input, textarea)').value === 'done'")
    page.wait_for_timeout(2000)
    browser.close()
demo.close()
print("gradio", gr.__version__)
for queue in (True, False):
    print(
        f"queue={queue!s:5}: change of the State heard: {heard['state', queue]}, "
        f"of a Textbox that is not on the page: {heard['textbox', queue]}"
    )
sys.exit([name for name, one in heard.items() if not one] != [("state", False)])
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
