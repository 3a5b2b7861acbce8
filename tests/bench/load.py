"""The load generator (sqsload.c): building it and running it on its own core."""

import json
import subprocess

from server import CACHE, CLIENT_CORE, ROOT, many_files


def build():
    source, binary = ROOT / "tests/bench/sqsload.c", CACHE / "sqsload"
    CACHE.mkdir(parents=True, exist_ok=True)
    if not binary.exists() or binary.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["cc", "-O2", "-o", binary, source, "-lcrypto"], check=True)


def command(server, arguments):
    protocol = ["-p", "query"] if server.query else []
    return ["taskset", "-c", str(CLIENT_CORE), str(CACHE / "sqsload"), "-P", str(server.port),
            *protocol, *[str(word) for word in arguments]]


def start(server, *arguments):
    """In the background; finish() gives the answer."""
    return subprocess.Popen(command(server, arguments), stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True, preexec_fn=many_files)


def finish(process, timeout=120):
    try:
        text = process.communicate(timeout=timeout)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise RuntimeError("did not end in time") from None
    lines = text.strip().splitlines()
    if not lines:
        raise RuntimeError("the load generator broke off")
    answer = json.loads(lines[-1])
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return answer


def load(server, *arguments, timeout=120):
    """Runs to its end; the figures, or an exception when answers were wrong."""
    answer = finish(start(server, *arguments), timeout)
    if answer.get("err") or answer.get("bad"):
        raise RuntimeError(f"{answer['err']} errors, {answer['bad']} wrong answers:"
                           f" {answer.get('first_err', '')[:80]}")
    return answer


def slowest_ms(answer):
    return max(op["max_us"] for op in answer["ops"].values()) / 1000
