#!/bin/bash
# Gradio 6.31.0: a function may return a dict of those of its output components that change; the others stay as they are. One
# that finds nothing to change returns a dict of none, and then a single output is set to the text "{}", and with several the
# call fails, as too few values were returned.
# Expected: nothing changes. (`gr.skip()`, alone, does that for any number of outputs.)
# Output seen (2026-11-30), after the traceback of the call that fails:
#   Closing server running on port: 7860
#   gradio 6.31.0
#   one of two named:       ['changed', 'as it was']
#   none of one, a dict:    {}
#   none of two, gr.skip(): ['as it was', 'as it was']
#   none of two, a dict:    A  function (none_of_two) didn't return enough output values (needed: 2, returned: 1).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q gradio==6.31.0
export GRADIO_ANALYTICS_ENABLED=False
cat > "$folder/show.py" <<'PYTHON'
import sys

import gradio as gr
from gradio_client import Client

with gr.Blocks() as demo:
    one, two, button = gr.Textbox("kept"), gr.Textbox("kept"), gr.Button()

    def one_of_two(given):
        return {one: "changed"}

    def none_of_one(given):
        return {}

    def none_of_two(given):
        return {}

    def skipped(given):
        return gr.skip()

    both = [one, two]
    for function, outputs in ((one_of_two, both), (none_of_one, one), (none_of_two, both), (skipped, both)):
        button.click(function, {one, two}, outputs)
_, url, _ = demo.launch(server_name="127.0.0.1", prevent_thread_lock=True, quiet=True, show_error=True)
client = Client(url, verbose=False)


def called(name):
    try:
        found = client.predict("kept", "kept", api_name=f"/{name}")
    except Exception as error:
        return str(error).splitlines()[0]
    # What is left as it was comes as an update without a value.
    return found if isinstance(found, str) else ["as it was" if isinstance(one, dict) else one for one in found]


found = [called(name) for name in ("one_of_two", "none_of_one", "skipped", "none_of_two")]
demo.close()
print("gradio", gr.__version__)
for title, what in zip(("one of two named:", "none of one, a dict:", "none of two, gr.skip():", "none of two, a dict:"), found):
    print(f"{title:23}", what)
*fine, last = found
stated = [["changed", "as it was"], "{}", ["as it was", "as it was"]]
sys.exit(fine != stated or "enough output values (needed: 2, returned: 1)" not in last)
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
