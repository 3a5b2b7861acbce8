"""A headless Chromium, and a web server for the pages that it loads."""

import contextlib
import http.server
import json
import os
import pathlib
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import urllib.parse

PAGES = pathlib.Path(__file__).resolve().parent / "pages"
TIMEOUT = 60
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-dev-shm-usage", "--no-proxy-server", "--host-resolver-rules=MAP *.test 127.0.0.1"]


def find():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise FileNotFoundError("there is no Chromium; run scripts/setup browser")


@contextlib.contextmanager
def browsing(url):
    """A browser that shows the page while the block runs; nothing of it stays."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [find(), *FLAGS, f"--user-data-dir={folder}/profile", url], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            env={**os.environ, "HOME": folder})
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves pages/NAME.html; takes what a page reports of itself."""

    def do_GET(self):
        name = pathlib.PurePosixPath(urllib.parse.urlsplit(self.path).path).name
        page = PAGES / f"{name}.html"
        body = page.read_bytes() if page.is_file() else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.server.reports.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Site:
    """A web server of its own port on the loopback: whose pages the browser loads."""

    def __init__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.reports = queue.Queue()
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, host, page, **parameters):
        return f"http://{host}:{self.port}/{page}?{urllib.parse.urlencode(parameters)}"

    def load(self, host, page, **parameters):
        """Loads the page and returns what it reports when it is through."""
        with browsing(self.url(host, page, **parameters)):
            return self.server.reports.get(timeout=TIMEOUT)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
