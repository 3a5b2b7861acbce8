"""Idempotency keys: an effect outside of your database, in somebody's API, cannot share your transaction. So the
consumer names each call, and the API does a named call once and repeats its first answer."""

import hashlib
import json
import sqlite3
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

from stage import Crash, delete, lab, make_queue, receive_all, receive_count, say, scene, send


class Bank(BaseHTTPRequestHandler):
    """POST /charges. The charge, its key and its answer are written in one transaction."""

    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.executescript("""
        CREATE TABLE charges (number INTEGER PRIMARY KEY, amount INTEGER NOT NULL);
        CREATE TABLE answers (key TEXT PRIMARY KEY, request TEXT NOT NULL, answer TEXT NOT NULL);
    """)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.database:
            status, answer = self.charge(self.headers["Idempotency-Key"], body)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer.encode())

    def charge(self, key, body):
        request = hashlib.sha256(body).hexdigest()
        known = self.database.execute(
            "SELECT request, answer FROM answers WHERE key = ?", (key,)
        ).fetchone()
        if known and known[0] != request:
            return 422, "this key was used for another request"
        if known:
            return 200, known[1]
        made = self.database.execute(
            "INSERT INTO charges (amount) VALUES (?)", (json.loads(body)["amount"],)
        )
        answer = f"charge {made.lastrowid}"
        if key:
            self.database.execute("INSERT INTO answers VALUES (?, ?, ?)", (key, request, answer))
        return 200, answer

    def log_message(self, *_):
        pass


bank = HTTPServer(("127.0.0.1", 0), Bank)
threading.Thread(target=bank.serve_forever, daemon=True).start()


def charge(amount, key=None):
    request = urllib.request.Request(
        f"http://127.0.0.1:{bank.server_port}/charges", json.dumps({"amount": amount}).encode()
    )
    if key:
        request.add_header("Idempotency-Key", key)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as refused:
        return f"{refused.code}, {refused.read().decode()}"


orders = make_queue("orders", VisibilityTimeout="30")


def consume(with_keys):
    for message in receive_all(orders):
        order = json.loads(message["Body"])
        # The key is made from the order, not from the call: it must be the same at each try.
        answer = charge(order["amount"], key=f"order-{order['id']}" if with_keys else None)
        delivery = f"order {order['id']}, delivery {receive_count(message)}: the bank answers '{answer}'"
        try:
            if receive_count(message) == 1:
                raise Crash
            delete(orders, message)
            say("consumer", f"{delivery}, deleted")
        except Crash:
            say("consumer", f"{delivery}, CRASH before the delete")


def charges():
    return Bank.database.execute("SELECT count(*) FROM charges").fetchone()[0]


def act(title, order, with_keys):
    scene(title)
    send(orders, json.dumps(order))
    before = charges()
    consume(with_keys)
    lab.advance(seconds=31)
    say("later", "31 s pass")
    consume(with_keys)
    say("result", f"order {order['id']} was charged {charges() - before} x")


act("WITHOUT A KEY", {"id": 17, "amount": 30}, with_keys=False)
act("WITH A KEY", {"id": 18, "amount": 30}, with_keys=True)

scene("THE SAME KEY FOR ANOTHER REQUEST is a bug of the caller, and the bank says so")
say("bank", charge(99, key="order-18"))
bank.shutdown()
