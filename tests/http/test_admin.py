"""The clock that tests move."""

import unittest

from raw import Server, ServerTest, request

CLOCK = "/_ropeline/clock"
DAY_MS = 86_400_000


def advance(by, account=None, header="X-Ropeline: 1"):
    extra = f', "account": "{account}"' if account else ""
    return request("POST", CLOCK, header, body=f'{{"advance_ms": {by}{extra}}}')


class Clock(ServerTest):
    def test_shows(self):
        reply = self.client.get(CLOCK)
        self.assertEqual((reply.status, reply["content-type"]), (200, "application/json"))
        self.assertEqual(set(reply.json()), {"now_ms", "now", "offset_ms", "frozen", "next_event_ms"})

    def test_advances(self):
        before = self.client.get(CLOCK).json()
        after = self.client.ask(advance(DAY_MS)).json()
        self.assertEqual(after["offset_ms"], before["offset_ms"] + DAY_MS)
        self.assertGreaterEqual(after["now_ms"], before["now_ms"] + DAY_MS)
        self.assertEqual(self.client.get(CLOCK).json()["offset_ms"], after["offset_ms"])

    def test_messages_become_visible(self):
        self.post("again")
        self.assertEqual(len(self.receive(VisibilityTimeout=40)), 1)
        self.client.ask(advance(39_000))
        self.assertEqual(self.receive(), [])
        self.client.ask(advance(1_001))
        self.assertEqual(len(self.receive()), 1)

    def test_one_account(self):
        before = self.client.get(CLOCK).json()
        reply = self.client.ask(advance(5000, account="111122223333"))
        self.assertEqual(reply.json()["offset_ms"], before["offset_ms"] + 5000)
        self.assertEqual(self.client.get(CLOCK).json()["offset_ms"], before["offset_ms"])

    def refused(self, status, data, *said):
        reply = self.client.ask(data)
        self.assertEqual(reply.status, status, reply.body)
        self.assertEqual(list(reply.json()), ["error"])
        for words in said:
            self.assertIn(words, reply.json()["error"])
        return reply

    def test_needs_the_header(self):
        for header in ("X-Other: 1", "X-Ropeline: 0", "X-Ropeline:"):
            self.refused(403, advance(1, header=header), "X-Ropeline: 1")

    def test_wrong_bodies(self):
        for body in ("", "{", "[]", "1", '{"advance_ms": "1"}', '{"advance_ms": -1}', "{}",
                     '{"advance_ms": 1.5}', '{"advance_ms": 1e99}', '{"advance_ms": null}',
                     '{"advance_ms": 1, "account": "1"}', '{"advance_ms": 1, "account": 1}',
                     '{"advance_ms": 9223372036854775807}', "[" * 40_000):
            self.refused(400, request("POST", CLOCK, "X-Ropeline: 1", body=body))

    def test_wrong_method(self):
        for method in ("PUT", "DELETE", "OPTIONS"):
            reply = self.refused(405, request(method, CLOCK, "X-Ropeline: 1"))
            self.assertEqual(reply["allow"], "GET, HEAD, POST")

    def test_nothing_else_is_there(self):
        for path in ("/_ropeline/", "/_ropeline/x", "/_ropeline/clock/"):
            self.refused(404, request("GET", path))


class WithoutTestMode(unittest.TestCase):
    def test_the_clock_stands(self):
        server = Server(test_mode=False)
        self.addCleanup(server.stop)
        with server.connect() as client:
            reply = client.ask(advance(1))
            self.assertEqual(reply.status, 403)
            self.assertIn("--test-mode", reply.json()["error"])
            self.assertEqual(client.get(CLOCK).json()["offset_ms"], 0)
