"""Start ``python app.py`` in a folder as a Space does, and ask it for something: a copy of the tracked files for what a
model says, with ``stored`` what ``workbench space`` wrote for what lies in it, without torch."""

import os
import subprocess
import sys
import time

from gradio_client import Client

folder, python, *stored = sys.argv[1:]
environment = os.environ | {"SPACE_ID": "somebody/workbench", "GRADIO_SERVER_PORT": "7899"}
environment.pop("PYTHONPATH", None)


def ask(client: Client) -> None:
    worst = client.predict(run="demo", top=3, api_name="/worst")
    assert len(worst) == 3
    if stored:
        found = client.predict(run="demo", id=worst[0]["id"], api_name="/segment")
        assert found["weights"] and "attention" in found["views"], found
        assert sorted(client.view_api(return_format="dict")["named_endpoints"]) == ["/segment", "/worst"]
        code = "from importlib.util import find_spec; print([*filter(find_spec, ('torch', 'transformers'))])"
        assert subprocess.check_output([python, "-c", code], text=True) == "[]\n"
    else:
        found = client.predict(source="The train is late.", views="attention", measure=False, api_name="/explain")
        assert found["source"][1] == "train", found


began = time.monotonic()
process = subprocess.Popen([python, "app.py"], cwd=folder, env=environment)
try:
    for _ in range(240):
        time.sleep(0.25)
        if process.poll() is not None:
            sys.exit("app.py ended by itself")
        try:
            client = Client("http://127.0.0.1:7899", verbose=False)
        except Exception:  # not up yet
            continue
        answered = time.monotonic() - began
        ask(client)
        print(f"a Space would start, within {answered:.1f} s, and answer")
        break
    else:
        sys.exit("app.py did not answer within a minute")
finally:
    process.terminate()
    process.wait(20)
