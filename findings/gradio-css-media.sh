#!/bin/bash
# Gradio 6.31.0: every rule of `launch(css=...)` reaches the browser twice: as it was written, and once more with a prefix of
# Gradio's own (`.gradio-container... .contain `). Inside `@media` there is the second copy alone: a rule that begins at `body`
# works by itself and does nothing inside `@media`.
# Expected: what works outside a media query works inside one that matches.
# Needs a Chromium (chromium in the PATH).
# Output seen (2026-11-30):
#   gradio 6.31.0
#   body[data-x] #one    applies alone: True, inside @media: False
#   #two                 applies alone: True, inside @media: True
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

# An outline changes nothing in the page, and nothing in the page sets one.
RULES = "body[data-x] #one%s { outline-color: rgb(1, 1, 1); } #two%s { outline-color: rgb(1, 1, 1); }"
CSS = RULES % ("plain", "plain") + "@media (min-width: 1px) { " + RULES % ("media", "media") + " }"
NAMES = [f"{name}{where}" for name in ("one", "two") for where in ("plain", "media")]

with gr.Blocks() as demo:
    for name in NAMES:
        gr.HTML("<p>text</p>", elem_id=name)
_, url, _ = demo.launch(server_name="127.0.0.1", prevent_thread_lock=True, quiet=True, css=CSS)
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.goto(url)
    page.wait_for_selector("#twomedia")
    page.evaluate("document.body.dataset.x = '1'")
    page.wait_for_timeout(500)
    found = {
        name: page.evaluate(f"getComputedStyle(document.getElementById('{name}')).outlineColor === 'rgb(1, 1, 1)'")
        for name in NAMES
    }
    browser.close()
demo.close()
print("gradio", gr.__version__)
for name, title in (("one", "body[data-x] #one"), ("two", "#two")):
    print(f"{title:20} applies alone: {found[name + 'plain']}, inside @media: {found[name + 'media']}")
sys.exit(found != {"oneplain": True, "onemedia": False, "twoplain": True, "twomedia": True})
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
