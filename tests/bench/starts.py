"""From the start of the process to its first answer, its memory, and the size of the program."""

import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from load import load as run
from server import BINARY, CACHE, Ropeline, free_port, stores

STARTS = 7


def start_times(folder, *options):
    """In milliseconds. The load generator starts the server itself: it has no run time to load."""
    times = []
    for _ in range(STARTS):
        port = free_port()
        text = subprocess.run(
            [CACHE / "sqsload", "-P", str(port), "-c", "start", "--", BINARY, "--host",
             "127.0.0.1", "--port", str(port), "--log-level", "warn", *options],
            check=True, capture_output=True, text=True, cwd=folder, timeout=60).stdout
        times.append(json.loads(text)["start_ms"])
        time.sleep(0.05)
    return times


def filled_folder(count):
    """A folder whose file holds messages of 1 KiB, left by a server that was killed, and how much
    memory that server used, in MiB."""
    server = Ropeline("file", db=True)
    folder = tempfile.mkdtemp(prefix="bench-")
    server.start(folder)
    with server:
        run(server, "-c", "sendbatch", "-n", 16, "-q", "many", "-N", count)
        used = server.memory_kib() / 1024
    return folder, used


def measure_starts(result):
    folder = tempfile.mkdtemp(prefix="bench-")
    result["start, memory"] = start_times(folder)
    result["start, empty file"] = start_times(folder, "--db", f"{folder}/queues.db")
    shutil.rmtree(folder)
    folder, _ = filled_folder(1_000_000)
    killed, *stopped = start_times(folder, "--db", f"{folder}/queues.db")
    result["start, 1,000,000 messages"] = stopped
    result["start after kill -9"] = [killed]
    shutil.rmtree(folder)


def measure_memory(result):
    for server in stores():
        server.start()
        with server:
            result[f"idle MiB, {server.name}"] = [server.memory_kib() / 1024]
    folder, used = filled_folder(100_000)
    result["filled MiB"] = [used]
    shutil.rmtree(folder)


def measure_binary(result):
    stripped = CACHE / "stripped"
    subprocess.run(["strip", "-o", stripped, BINARY], check=True)
    result["binary MiB"] = [Path(stripped).stat().st_size / (1 << 20)]


def measure(result, problems, say):
    for part in (measure_starts, measure_memory, measure_binary):
        try:
            part(result)
        except Exception as problem:
            problems.append(f"{part.__name__[8:]}: {problem}")
    for name in sorted(result):
        if name.startswith(("start", "idle", "filled", "binary")):
            say(f"  {name:26} " + ", ".join(f"{x:.2f}" for x in result[name]))
