"""Requests that are wrong as HTTP, or that SQS does not know."""

from raw import ServerTest, json_request, request

UNKNOWN = b'{"__type":"com.amazon.coral.service#UnknownOperationException"}'
LIMIT = 8 << 20


class Methods(ServerTest):
    def test_json(self):
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH", "GET"):
            reply = self.client.ask(request(method, "/", "X-Amz-Target: AmazonSQS.ListQueues"))
            self.assertEqual((reply.status, reply.body), (400, UNKNOWN), method)
            self.assertEqual(reply["content-type"], "application/x-amz-json-1.0")

    def test_query(self):
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
            reply = self.client.ask(request(method, "/?Action=ListQueues"))
            self.assertEqual((reply.status, reply.body), (404, b"<UnknownOperationException/>"))
            self.assertEqual(reply["content-type"], "text/xml")

    def test_head(self):
        reply = self.client.ask(request("HEAD", "/?Action=ListQueues"), has_body=False)
        self.assertEqual((reply.status, reply["content-type"]), (404, "text/xml"))
        self.barrier()

    def test_strange_methods(self):
        for method in ("BREW", "X" * 100):
            self.assertEqual(self.client.ask(request(method, "/")).status, 404)

    def test_never_html(self):
        for path in ("/", "/nowhere", "/a/b/c/d", "/%00", "/_ropeline/x", "/favicon.ico"):
            reply = self.client.get(path, "Accept: text/html")
            self.assertNotIn("html", reply["content-type"], path)


class Sizes(ServerTest):
    def test_json_at_the_limit(self):
        frame = len(json_request("SendMessage", Padding=""))
        data = json_request("SendMessage", Padding="x" * (LIMIT - 1000))
        self.assertGreater(len(data), LIMIT - frame - 1000)
        self.assertEqual(self.client.ask(data).status, 400)
        self.barrier()

    def refused(self, *headers):
        client = self.connect()
        return client, client.ask(request("POST", "/", *headers, f"Content-Length: {LIMIT + 1}"))

    def test_json_too_large(self):
        client, reply = self.refused("X-Amz-Target: AmazonSQS.SendMessage")
        self.assertEqual(reply.status, 413)
        self.assertEqual(reply["content-type"], "application/x-amz-json-1.0")
        self.assertIn("RequestEntityTooLarge", reply.json()["__type"])
        self.assertIn(str(LIMIT), reply.json()["message"])
        self.assertIn("x-amzn-requestid", reply.headers)
        self.assertTrue(client.closed())

    def test_query_too_large(self):
        client, reply = self.refused("Content-Type: application/x-www-form-urlencoded")
        self.assertEqual((reply.status, reply["content-type"]), (413, "text/xml"))
        self.assertIn(b"<Code>RequestEntityTooLarge</Code>", reply.body)
        self.assertTrue(client.closed())

    def test_chunked_too_large(self):
        client = self.connect()
        client.send(request("POST", "/", "X-Amz-Target: AmazonSQS.SendMessage",
                            "Transfer-Encoding: chunked"))
        chunk = b"%x\r\n%s\r\n" % (1 << 20, b"x" * (1 << 20))
        try:
            for _ in range(10):
                client.send(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server need not read what it has refused
        try:
            self.assertEqual(client.reply().status, 413)
        except ConnectionResetError:
            pass  # nor can the answer always be read then
        self.barrier()

    def test_headers_too_large(self):
        for headers in (["X-Long: " + "x" * 600_000], [f"X-{at}: y" for at in range(500)]):
            client = self.connect()
            try:
                client.send(request("GET", "/health", *headers))
                self.assertEqual(client.reply().status, 400)
            except (BrokenPipeError, ConnectionResetError):
                pass
            self.barrier()


class Framing(ServerTest):
    def refused(self, data, content_type, *said):
        """A 400, then the end of the connection; and the server lives on."""
        client = self.connect()
        client.send(data)
        reply = client.reply()
        self.assertEqual(reply.status, 400)
        self.assertEqual(reply["content-type"], content_type)
        for words in said:
            self.assertIn(words, reply.body)
        self.assertTrue(client.closed())
        self.barrier()

    def test_no_http(self):
        for data in (b"\0\0\0\0\r\n\r\n", b"hello\r\n\r\n", b"GET\r\n\r\n", b"GET /\r\n\r\n",
                     b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
                     b"GET / HTTP/1.1\r\nA : b\r\n\r\n"):
            self.refused(data, "text/plain; charset=utf-8")

    def test_tls_hello(self):
        client = self.connect()
        client.send(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500)
        self.assertEqual(client.reply().status, 400)
        self.barrier()

    def test_wrong_lengths(self):
        for length in ("abc", "-1", "+3", "", "1x", "99999999999999999999999"):
            data = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n"
            self.refused(data + "\r\n", "text/xml", b"<Code>MalformedInput</Code>")
            self.refused(data + "X-Amz-Target: AmazonSQS.ListQueues\r\n\r\n",
                         "application/x-amz-json-1.0", b"SerializationException")

    def test_wrong_chunks(self):
        for chunk in ("zz\r\nabc\r\n", "-1\r\n", "ffffffffffffffffff\r\n", "3\r\nabcd\r\n0\r\n\r\n"):
            self.refused("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk,
                         "text/xml", b"<Code>MalformedInput</Code>")

    def test_unknown_coding(self):
        self.refused("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nabc", "text/xml")

    def test_body_that_ends_early(self):
        data = json_request("SendMessage", QueueUrl=self.url, MessageBody="never whole")
        for cut in (len(data) - 1, len(data) - 20):
            client = self.connect()
            client.send(data[:cut])
            client.close()
        self.barrier()
        self.assertEqual(self.receive(), [])

    def test_body_longer_than_its_length(self):
        """What follows the body is the next request, here none at all."""
        client = self.connect()
        client.send(request("POST", "/?Action=ListQueues", body="A=1") + b"&B=2\r\n\r\n")
        self.assertEqual(client.reply().status, 200)
        self.assertEqual(client.reply().status, 400)

    def test_chunks_count_more_than_a_length(self):
        """In either order, so that nothing is smuggled in behind them."""
        framing = ["Content-Length: 3", "Transfer-Encoding: chunked"]
        for headers in (framing, framing[::-1]):
            client = self.connect()
            client.send(request("POST", "/?Action=ListQueues", *headers) + b"0\r\n\r\n")
            self.assertEqual(client.reply().status, 200)
            self.assertEqual(client.get("/health").body, b"OK")

    def test_unknown_expectation(self):
        client = self.connect()
        client.send(request("POST", "/", "Expect: miracles", "Content-Length: 3"))
        self.assertEqual(client.reply().status, 417)
        self.assertTrue(client.closed())


class Http2(ServerTest):
    def test_preface_is_refused(self):
        client = self.connect()
        reply = client.ask(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
        self.assertEqual((reply.status, reply.version), (400, "HTTP/1.1"))
        self.barrier()

    def test_upgrade_is_ignored(self):
        reply = self.client.get("/health", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
                                "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")
        self.assertEqual((reply.status, reply.version, reply.body), (200, "HTTP/1.1", b"OK"))


class Targets(ServerTest):
    def test_absolute_form(self):
        for target in ("http://localhost/health", "HTTP://other.example:80/health?x"):
            reply = self.client.ask(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertEqual((reply.status, reply.body), (200, b"OK"))
        reply = self.client.ask("GET http://localhost?Action=ListQueues HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertEqual(reply.status, 404)

    def test_asterisk(self):
        self.client.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertEqual(self.client.reply().status, 404)

    def test_odd_paths(self):
        for path in ("/..", "/../../etc/passwd", "//", "/%", "/%zz", "/?", "/?&&=&", "/" + "a" * 9000):
            self.assertIn(self.client.get(path).status, (400, 404), path)
