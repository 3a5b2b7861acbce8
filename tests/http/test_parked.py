"""Long polls: clients that wait, and clients that leave while they wait."""

import time

from raw import ServerTest, json_request, query_request, request


class Parked(ServerTest):
    def test_woken_by_a_send(self):
        waiting = self.connect()
        self.park(waiting)
        self.post("hello")
        self.assertEqual(waiting.reply().json()["Messages"][0]["Body"], "hello")

    def test_empty_at_the_end_of_the_wait(self):
        begun = time.monotonic()
        self.assertEqual(self.receive(WaitTimeSeconds=1), [])
        self.assertGreaterEqual(time.monotonic() - begun, 0.99)

    def test_others_are_served_meanwhile(self):
        for _ in range(50):
            self.park(self.connect())
        self.assertEqual(self.client.get("/health").status, 200)

    def test_closed(self):
        leaving = self.connect()
        self.park(leaving)
        leaving.close()
        self.barrier()
        self.post("not for the dead")
        self.assert_untouched("not for the dead")

    def test_reset(self):
        leaving = self.connect()
        self.park(leaving)
        leaving.reset()
        self.barrier()
        self.post("not for the dead")
        self.assert_untouched("not for the dead")

    def test_half_closed_is_answered_empty(self):
        leaving = self.connect()
        self.park(leaving)
        begun = time.monotonic()
        leaving.half_close()
        reply = leaving.reply()
        self.assertLess(time.monotonic() - begun, 5)
        self.assertEqual((reply.status, reply.json()), (200, {}))
        self.assertTrue(leaving.closed())
        self.post("not for the dead")
        self.assert_untouched("not for the dead")

    def test_half_closed_before_the_answer(self):
        leaving = self.connect()
        leaving.send(json_request("ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=20))
        leaving.half_close()
        begun = time.monotonic()
        self.assertEqual(leaving.reply().json(), {})
        self.assertLess(time.monotonic() - begun, 5)

    def test_get_closed(self):
        leaving = self.connect()
        path = "/" + self.url.split("/", 3)[3]
        leaving.send(request("GET", f"{path}?Action=ReceiveMessage&WaitTimeSeconds=20"))
        self.barrier()
        leaving.close()
        self.barrier()
        self.post("not for the dead")
        self.assert_untouched("not for the dead")

    def test_get_woken(self):
        waiting = self.connect()
        path = "/" + self.url.split("/", 3)[3]
        waiting.send(request("GET", f"{path}?Action=ReceiveMessage&WaitTimeSeconds=20"))
        self.barrier()
        self.post("hello")
        self.assertIn(b"<Body>hello</Body>", waiting.reply().body)

    def test_query_half_closed(self):
        leaving = self.connect()
        leaving.send(query_request("ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=20))
        self.barrier()
        begun = time.monotonic()
        leaving.half_close()
        self.assertIn(b"<ReceiveMessageResult/>", leaving.reply().body)
        self.assertLess(time.monotonic() - begun, 5)

    def test_the_next_in_line_gets_it(self):
        first, second = self.connect(), self.connect()
        self.park(first)
        self.park(second)
        first.close()
        self.barrier()
        self.post("for the second")
        self.assertEqual(second.reply().json()["Messages"][0]["Body"], "for the second")

    def test_many_leave(self):
        leaving = [self.connect() for _ in range(100)]
        for client in leaving:
            client.send(json_request("ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=20))
        self.barrier()
        for at, client in enumerate(leaving):
            client.reset() if at % 2 else client.close()
        self.barrier()
        self.post("still here")
        self.assert_untouched("still here")

    def test_pipelined_behind_a_poll(self):
        """Bytes that arrive while a call is parked are neither lost nor taken for a departure."""
        waiting = self.connect()
        self.park(waiting)
        waiting.send(request("GET", "/health"))
        self.barrier()
        self.post("first")
        self.assertEqual(waiting.reply().json()["Messages"][0]["Body"], "first")
        self.assertEqual(waiting.reply().body, b"OK")

    def test_much_pipelined_behind_a_poll(self):
        waiting = self.connect()
        self.park(waiting)
        padding = "x" * 50_000
        for _ in range(20):
            waiting.send(json_request("SendMessage", QueueUrl="nowhere", MessageBody=padding))
        self.barrier()
        self.post("first")
        self.assertEqual(waiting.reply().json()["Messages"][0]["Body"], "first")
        self.assertEqual([waiting.reply().status for _ in range(20)], [400] * 20)

    def test_polls_in_a_row_on_one_connection(self):
        waiting = self.connect()
        for at in range(20):
            self.park(waiting)
            self.post(f"{at}")
            self.assertEqual(waiting.reply().json()["Messages"][0]["Body"], f"{at}")

    def test_clock_ends_a_poll(self):
        waiting = self.connect()
        self.park(waiting)
        reply = self.client.ask(request("POST", "/_ropeline/clock", "X-Ropeline: 1",
                                        body='{"advance_ms": 20000}'))
        self.assertEqual(reply.status, 200)
        self.assertEqual(waiting.reply().json(), {})

    def test_large_body_is_watched_too(self):
        leaving = self.connect()
        leaving.send(json_request("ReceiveMessage", QueueUrl=self.url, WaitTimeSeconds=20,
                                  Padding="x" * 300_000))
        self.barrier()
        leaving.close()
        self.barrier()
        self.post("not for the dead")
        self.assert_untouched("not for the dead")
