#!/bin/bash
# huggingface_hub 2.4.0: a download that was stopped (its process killed, a laptop shut) begins again at the first byte,
# and what had been fetched stays in the cache for ever, under a name that nothing looks up again. Only a connection that
# breaks while the process lives is gone on with. Expected: that the second call asks for the rest, or at
# least removes what the first left behind.
# Output seen (2026-11-30):
#   huggingface_hub 2.4.0
#   of 40 MB, the first process had 20 MB or more when it was killed
#   ranges that the two processes asked for: [None, None]
#   unfinished files after the second, which has the whole file: ['20 MB']
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q huggingface_hub==2.4.0
cat > "$folder/show.py" <<'PYTHON'
import hashlib
import os
import pathlib
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = os.urandom(1 << 20) * 40
NAME = "model.safetensors"
asked, slow = [], True


class Hub(BaseHTTPRequestHandler):
    """One file of one repository, sent slowly at first."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.answer(0, 200)

    def do_GET(self):
        start = int((self.headers["Range"] or "bytes=0-")[6:].split("-")[0])
        if self.path.endswith(NAME):
            asked.append(self.headers["Range"])
        self.answer(start, 206 if start else 200)
        for place in range(start, len(CONTENT), 1 << 20):
            try:
                self.wfile.write(CONTENT[place : place + (1 << 20)])
            except OSError:  # The first process is gone.
                return
            time.sleep(0.1 if slow else 0)

    def answer(self, start, status):
        self.send_response(status)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.send_header("ETag", f'"{hashlib.sha256(CONTENT).hexdigest()}"')
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
threading.Thread(target=server.serve_forever, daemon=True).start()
cache = pathlib.Path(sys.argv[1])
environment = os.environ | {
    "HF_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
    "HF_HUB_CACHE": str(cache),
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}
code = f"from huggingface_hub import hf_hub_download as d; d('a/b', {NAME!r})"


def parts():
    return sorted(path.stat().st_size for path in cache.rglob("*.incomplete"))


first = subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.DEVNULL)
while not parts() or parts()[0] < 20 << 20:
    time.sleep(0.05)
first.kill()
first.wait()
kept = parts()
slow = False
subprocess.run([sys.executable, "-c", code], env=environment, check=True)
print("huggingface_hub", subprocess.check_output([sys.executable, "-c", "import huggingface_hub as h; print(h.__version__)"], text=True).strip())
print(f"of {len(CONTENT) >> 20} MB, the first process had {kept[0] >> 20} MB or more when it was killed")
print("ranges that the two processes asked for:", asked)
print("unfinished files after the second, which has the whole file:", [f"{size >> 20} MB" for size in parts()])
sys.exit(not (asked == [None, None] and parts() == kept))
PYTHON
"$folder/venv/bin/python" "$folder/show.py" "$folder/cache" && echo "as stated" || { echo "this has changed"; exit 1; }
