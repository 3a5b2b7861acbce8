"""What every HTTP client relies on."""

import json
import re

from raw import Server, ServerTest, json_request, query_request, request


class Health(ServerTest):
    def test_get(self):
        for path in ("/health", "/ready"):
            reply = self.client.get(path)
            self.assertEqual((reply.status, reply.body), (200, b"OK"))
            self.assertEqual(reply["content-type"], "text/plain")

    def test_head(self):
        for path in ("/health", "/ready"):
            reply = self.client.ask(request("HEAD", path), has_body=False)
            self.assertEqual((reply.status, reply["content-length"]), (200, "2"))
        self.assertEqual(self.client.get("/health").status, 200)

    def test_queue_may_be_called_health(self):
        self.client.call("CreateQueue", QueueName="health")
        reply = self.client.ask(query_request("SendMessage", "/health", MessageBody="well"))
        self.assertEqual(reply.status, 200, reply.body)
        reply = self.client.get("/health?Action=ReceiveMessage")
        self.assertIn(b"<Body>well</Body>", reply.body)


class Headers(ServerTest):
    def test_of_a_reply(self):
        reply = self.client.call("SendMessage", QueueUrl=self.url, MessageBody="x")
        self.assertEqual(reply["content-type"], "application/x-amz-json-1.0")
        self.assertRegex(reply["x-amzn-requestid"], r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        self.assertRegex(reply["date"], r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$")
        self.assertNotIn("server", reply.headers)
        self.assertNotIn("x-amzn-query-error", reply.headers)
        self.assertNotIn("transfer-encoding", reply.headers)

    def test_of_an_error(self):
        reply = self.client.call("SendMessage", QueueUrl="nowhere", MessageBody="x")
        self.assertEqual(reply.status, 400)
        self.assertEqual(reply["x-amzn-query-error"],
                         "AWS.SimpleQueueService.NonExistentQueue;Sender")

    def test_request_id_of_query_is_the_headers(self):
        reply = self.client.ask(query_request("ListQueues"))
        self.assertEqual(reply["content-type"], "text/xml")
        inside = re.search(rb"<RequestId>(.*)</RequestId>", reply.body).group(1)
        self.assertEqual(inside.decode(), reply["x-amzn-requestid"])

    def test_action_without_output(self):
        reply = self.client.call("PurgeQueue", QueueUrl=self.url)
        self.assertEqual((reply.status, reply.body), (200, b""))
        self.assertEqual(reply["content-type"], "application/x-amz-json-1.0")


class Bodies(ServerTest):
    def chunked(self, action, chunks, **parameters):
        body = json.dumps(parameters).encode()
        size = -(-len(body) // chunks)
        pieces = [body[at:at + size] for at in range(0, len(body), size)]
        self.client.send(f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.{action}\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n")
        for piece in pieces:
            self.client.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        return self.client.ask("0\r\n\r\n")

    def test_chunked(self):
        reply = self.chunked("SendMessage", 5, QueueUrl=self.url, MessageBody="in pieces")
        self.assertEqual(reply.status, 200, reply.body)
        self.assert_untouched("in pieces")

    def test_chunked_with_trailing_request(self):
        self.assertEqual(self.chunked("ListQueues", 1).status, 200)
        self.assertEqual(self.client.get("/health").status, 200)

    def test_expect_continue(self):
        body = json.dumps({"QueueUrl": self.url, "MessageBody": "expected"})
        self.client.send("POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.SendMessage\r\n"
                         f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n")
        self.assertEqual(self.client.head()[0], 100)
        self.assertEqual(self.client.ask(body).status, 200)
        self.assert_untouched("expected")

    def test_byte_by_byte(self):
        data = json_request("SendMessage", QueueUrl=self.url, MessageBody="slow")
        slow = self.connect()
        for at in range(len(data)):
            slow.send(data[at:at + 1])
            if at % 40 == 0:
                self.barrier()
        self.assertEqual(slow.reply().status, 200)
        self.assert_untouched("slow")

    def test_one_mebibyte(self):
        body = "x" * (1 << 20)
        reply = self.client.call("SendMessage", QueueUrl=self.url, MessageBody=body)
        self.assertEqual(reply.status, 200, reply.body)
        self.assert_untouched(body)

    def test_ten_large_messages_come_back(self):
        for _ in range(10):
            self.post("\u20ac" * 100_000)
        self.assertLessEqual(1, len(self.receive(MaxNumberOfMessages=10)))


class KeepAlive(ServerTest):
    def test_many_requests_on_one_connection(self):
        for at in range(200):
            self.post(f"{at}")

    def test_http_1_0_closes(self):
        client = self.connect()
        client.send("GET /health HTTP/1.0\r\n\r\n")
        self.assertEqual(client.reply().body, b"OK")
        self.assertTrue(client.closed())

    def test_connection_close(self):
        client = self.connect()
        self.assertEqual(client.get("/health", "Connection: close").body, b"OK")
        self.assertTrue(client.closed())

    def test_pipelining_keeps_order(self):
        requests = [json_request("SendMessage", QueueUrl=self.url, MessageBody=f"{at}")
                    for at in range(100)]
        requests.insert(50, request("GET", "/health"))
        self.client.send(b"".join(requests))
        statuses = []
        for at in range(101):
            reply = self.client.reply()
            statuses.append(reply.status)
            self.assertEqual(reply.body == b"OK", at == 50)
        self.assertEqual(statuses, [200] * 101)

    def test_connections_at_once(self):
        clients = [self.connect() for _ in range(200)]
        for at, client in enumerate(clients):
            client.send(json_request("SendMessage", QueueUrl=self.url, MessageBody=f"{at}"))
        self.assertEqual({client.reply().status for client in clients}, {200})


class QueueUrls(ServerTest):
    def url_of(self, client, *headers, host="Host: localhost", version="1.1"):
        body = json.dumps({"QueueName": self.url.split("/")[-1]})
        lines = [f"POST / HTTP/{version}", "X-Amz-Target: AmazonSQS.GetQueueUrl",
                 f"Content-Length: {len(body)}", *([host] if host else []), *headers]
        return client.ask("\r\n".join(lines) + "\r\n\r\n" + body).json()["QueueUrl"]

    def base_of(self, *arguments, **named):
        url = self.url_of(self.client, *arguments, **named)
        return url.split("/000000000000/")[0]

    def test_host_of_the_request(self):
        for host in ("queues.example:8443", "[::1]:9324", "10.0.0.1", "LOCALHOST:1"):
            self.assertEqual(self.base_of(host=f"Host: {host}").lower(), f"http://{host}".lower())

    def test_no_host(self):
        client = self.connect()
        url = self.url_of(client, host=None, version="1.0")
        self.assertEqual(url.split("/000000000000/")[0], f"http://127.0.0.1:{self.server.port}")

    def test_host_that_is_none(self):
        for host in ("a<b", 'x"y', "a b", "caf\u00e9", ""):
            base = self.base_of(host=f"Host: {host}")
            self.assertEqual(base, f"http://127.0.0.1:{self.server.port}")

    def test_forwarded_is_not_believed(self):
        self.assertEqual(self.base_of("X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example"),
                         "http://localhost")

    def test_forwarded_is_believed_when_told_to(self):
        server = Server("--trust-forwarded")
        self.addCleanup(server.stop)
        with server.connect() as client:
            client.call("CreateQueue", QueueName=self.url.split("/")[-1])
            url = self.url_of(client, "X-Forwarded-Proto: https", "X-Forwarded-Host: sqs.example")
            self.assertTrue(url.startswith("https://sqs.example/000000000000/"), url)
