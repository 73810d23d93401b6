#!/bin/bash
# Gradio 6.31.0: the address of an app takes a query parameter `page` for itself, as the name of a route made by
# `Blocks.route`. With any other value the page is not served at all: the answer is 500, Internal Server Error (a KeyError in
# the log). Every other name of a parameter is left to the app, which reads it from `request.query_params`.
# Expected: the app opens, whatever its query says.
# Output seen (2026-11-30):
#   gradio 6.31.0
#   /            200
#   /?tab=try    200
#   /?page=try   500
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q gradio==6.31.0
export GRADIO_ANALYTICS_ENABLED=False
cat > "$folder/show.py" <<'PYTHON'
import sys

import gradio as gr
import httpx

with gr.Blocks() as demo:
    gr.Textbox()
_, url, _ = demo.launch(server_name="127.0.0.1", prevent_thread_lock=True, quiet=True)
found = {path: httpx.get(url.rstrip("/") + path).status_code for path in ("/", "/?tab=try", "/?page=try")}
demo.close()
print("gradio", gr.__version__)
for path, status in found.items():
    print(f"{path:12} {status}")
sys.exit([*found.values()] != [200, 200, 500])
PYTHON
"$folder/venv/bin/python" "$folder/show.py" 2>/dev/null && echo "as stated" || { echo "this has changed"; exit 1; }
