"""The laboratory of one account: the clock, the faults and the history that its queues have."""

from __future__ import annotations

import json
import os
import secrets
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

DEFAULT_ENDPOINT = "http://localhost:9324"
CONNECT_SECONDS = 10.0


class LabError(RuntimeError):
    """The server refused, and says why."""


class Lab:
    """One account of a server that runs with --test-mode.

    Accounts are separate: each test takes one of its own (`Lab.of_its_own`) and sees nobody else's queues,
    clock or faults, also when tests run in parallel on one server.
    """

    def __init__(self, endpoint: str | None = None, account: str = "000000000000") -> None:
        found = endpoint or os.environ.get("ROPELINE_ENDPOINT") or DEFAULT_ENDPOINT
        self.endpoint = found.rstrip("/")
        self.account = account
        self.region = "us-east-1"

    @classmethod
    def of_its_own(cls, endpoint: str | None = None) -> Lab:
        """A laboratory of an account that nobody else uses."""
        return cls(endpoint, f"{1 + secrets.randbelow(999_999_999_999):012d}")

    @property
    def client_options(self) -> dict[str, str]:
        """For boto3: `boto3.client("sqs", **lab.client_options)`. The access key is the account."""
        return {
            "endpoint_url": self.endpoint,
            "region_name": self.region,
            "aws_access_key_id": self.account,
            "aws_secret_access_key": "test",
        }

    # The clock

    def advance(self, seconds: float) -> None:
        """Moves this account's time on. What came due has happened when this returns."""
        self._ask("POST", "clock", {"advance_ms": round(seconds * 1000), "account": self.account})

    # Faults

    def fault(self, kind: str, **members: Any) -> str:
        """Injects a fault, for example `lab.fault("lose_reply", action="SendMessage", next=1)`; kinds and
        members are in docs/lab.md. Returns its id."""
        return str(self._ask("POST", "faults", {"fault": kind, "account": self.account, **members})["id"])

    def clear_faults(self) -> None:
        """Takes all faults of this account back, and nobody else's."""
        self._ask("DELETE", self._query("faults", {}))

    # What happened

    def history(self, **filters: Any) -> list[dict[str, Any]]:
        """The events so far, oldest first; filters: queue, message, group, event, since."""
        return list(self._ask("GET", self._query("history", filters))["events"])

    def wait_for(self, event: str, queue: str, *, timeout: float = 10, **filters: Any) -> list[dict[str, Any]]:
        """Waits until the event happened in the queue (`count` times), and returns the events. It looks back
        too: what happened before the call counts. AssertionError after `timeout` seconds of real time."""
        answer = self._await(event, queue, timeout, filters)
        if not answer["met"]:
            raise AssertionError(f"{event} in {queue}: {answer['count']} after {timeout} s")
        return list(answer["events"])

    def empty(self, queue: str, *, timeout: float = 10) -> None:
        """Waits until the queue has no message: visible, in flight or delayed."""
        if not self._await("empty", queue, timeout, {})["met"]:
            raise AssertionError(f"{queue} is not empty after {timeout} s")

    def report(self, *expect: str, queue: str | None = None) -> dict[str, Any]:
        """Whether the expectations hold (all, when none is named): {"passed", "checks", "lints"}."""
        filters = {"queue": queue, "expect": ",".join(expect) or None}
        return dict(self._ask("GET", self._query("report", filters)))

    def report_text(self) -> str:
        """The whole report, to be read."""
        return self._text("GET", self._query("report", {"format": "text"}))

    def lints(self, queue: str | None = None) -> list[dict[str, Any]]:
        """What looks wrong in how the queues were used."""
        return list(self._ask("GET", self._query("lints", {"queue": queue}))["lints"])

    def reset(self) -> None:
        """Deletes the account's queues, faults and history."""
        self._ask("POST", "reset", {"account": self.account})

    # The wire

    def _await(self, event: str, queue: str, timeout: float, filters: dict[str, Any]) -> dict[str, Any]:
        condition = {"queue": queue, "until": event, "timeout_ms": round(timeout * 1000), **filters}
        condition["account"] = self.account
        return self._ask("POST", "await", condition, patience=timeout)

    def _query(self, path: str, filters: dict[str, Any]) -> str:
        given = {"account": self.account, **{k: v for k, v in filters.items() if v is not None}}
        return f"{path}?{urllib.parse.urlencode(given)}"

    def _ask(self, method: str, path: str, body: Any = None, patience: float = 0) -> dict[str, Any]:
        return dict(json.loads(self._text(method, path, body, patience)))

    def _text(self, method: str, path: str, body: Any = None, patience: float = 0) -> str:
        request = urllib.request.Request(
            f"{self.endpoint}/_ropeline/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Ropeline": "1", "Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=CONNECT_SECONDS + patience) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            raise LabError(_reason(error)) from None


def _reason(error: urllib.error.HTTPError) -> str:
    text = error.read().decode(errors="replace")
    try:
        return f"{error.code}: {json.loads(text)['error']}"
    except (ValueError, KeyError, TypeError):
        return f"{error.code}: {text[:200]}"
