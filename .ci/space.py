"""Start ``python app.py`` in a copy of the tracked files as a Space does, and ask it for something."""

import os
import subprocess
import sys
import time

from gradio_client import Client

copy, python = sys.argv[1:]
environment = os.environ | {"SPACE_ID": "somebody/workbench", "GRADIO_SERVER_PORT": "7899"}
environment.pop("PYTHONPATH", None)
process = subprocess.Popen([python, "app.py"], cwd=copy, env=environment)
try:
    for _ in range(120):
        time.sleep(0.5)
        if process.poll() is not None:
            sys.exit("app.py ended by itself")
        try:
            client = Client("http://127.0.0.1:7899", verbose=False)
        except Exception:  # not up yet
            continue
        found = client.predict(source="The train is late.", views="attention", measure=False, api_name="/explain")
        assert found["source"][1] == "train", found
        assert len(client.predict(run="demo", top=3, api_name="/worst")) == 3
        print("a Space would start and answer")
        break
    else:
        sys.exit("app.py did not answer within a minute")
finally:
    process.terminate()
    process.wait(20)
