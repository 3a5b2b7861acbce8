"""A server of the tests' own: the ropeline binary on a free port."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from types import TracebackType

STOP_SECONDS = 10.0


class Server:
    """Starts `ropeline --test-mode` in memory and stops it at the end of the `with` block.

    binary   path of the binary; else $ROPELINE_BIN; else `ropeline` on the PATH
    """

    endpoint: str

    def __init__(self, binary: str | None = None) -> None:
        found = binary or os.environ.get("ROPELINE_BIN") or shutil.which("ropeline")
        if not found:
            raise FileNotFoundError("no ropeline: set ROPELINE_BIN to the binary, or put it on the PATH")
        clean = {k: v for k, v in os.environ.items() if not k.startswith("ROPELINE_")}
        self._process = subprocess.Popen(
            [found, "--host", "127.0.0.1", "--port", "0", "--test-mode"],
            env=clean,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.endpoint = self._address()

    def _address(self) -> str:
        assert self._process.stderr is not None
        said = []
        for line in self._process.stderr:
            said.append(line)
            if "Ready." in line:
                found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", "".join(said))
                assert found, said
                # A pipe that nobody reads would stop the server one day.
                threading.Thread(target=self._process.stderr.read, daemon=True).start()
                return found[1]
        self._process.wait()
        raise RuntimeError("ropeline did not start: " + "".join(said).strip())

    def stop(self) -> None:
        """Ends the server; it answers parked calls first."""
        self._process.terminate()
        self._process.wait(timeout=STOP_SECONDS)

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
