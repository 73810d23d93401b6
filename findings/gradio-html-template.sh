#!/bin/bash
# Gradio 6.31.0: `html_template` of gr.HTML says of `${value}` that it is replaced by the value, and names two kinds of
# template at once. They differ: `{{value}}` puts the value in as text (markup is escaped), `${value}` as markup. A `{{name}}`
# that the component does not have leaves nothing behind, no word and no error; inside a value it stays as it is.
# Expected: one of both rules for both kinds, and a word about a name that is not there.
# Needs a Chromium (chromium in the PATH).
# Output seen (2026-11-30):
#   Closing server running on port: 7860
#   gradio 6.31.0
#   template: <p>{{value}}</p><p>${value}</p><p>before {{nobody}} after</p>
#   shown:    &lt;b&gt;five&lt;/b&gt; of {{nobody}}
#   shown:    <b>five</b> of {{nobody}}
#   shown:    before  after
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

template = "<p>{{value}}</p><p>${value}</p><p>before {{nobody}} after</p>"
with gr.Blocks() as demo:
    gr.HTML("<b>five</b> of {{nobody}}", html_template=template, elem_id="shown")
_, url, _ = demo.launch(server_name="127.0.0.1", prevent_thread_lock=True, quiet=True)
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page()
    page.goto(url)
    page.wait_for_selector("#shown p")
    found = [one.inner_html() for one in page.query_selector_all("#shown p")]
    browser.close()
demo.close()
print("gradio", gr.__version__)
print("template:", template)
for line in found:
    print("shown:   ", line)
sys.exit(found != ["&lt;b&gt;five&lt;/b&gt; of {{nobody}}", "<b>five</b> of {{nobody}}", "before  after"])
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
