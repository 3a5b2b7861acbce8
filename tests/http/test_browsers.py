"""Requests as browsers send them: pages of other origins are refused in the caller's protocol."""

import json
import xml.etree.ElementTree as ET

from raw import Server, ServerTest, json_request, query_request, request

APP = "http://app.test:3000"
EVIL = "http://evil.test"
XML_CODE = "{http://queue.amazonaws.com/doc/2012-11-05/}Error/{http://queue.amazonaws.com/doc/2012-11-05/}Code"


def marked(data, *headers, host="localhost"):
    """The request with more headers, and another Host."""
    head, body = data.split(b"\r\n\r\n", 1)
    head = head.replace(b"Host: localhost", f"Host: {host}".encode())
    return b"\r\n".join([head, *(h.encode() for h in headers)]) + b"\r\n\r\n" + body


class BrowserTest(ServerTest):
    options = ("--allow-origin", APP, "--allow-host", "queue.test")

    def purge(self, *headers, **more):
        return self.client.ask(marked(request("GET", f"/?Action=PurgeQueue&QueueUrl={self.url}"),
                                      *headers, **more))


class Strangers(BrowserTest):
    def assert_nothing_allowed(self, reply):
        self.assertEqual([h for h in reply.headers if h.startswith("access-control")], [])

    def test_query(self):
        self.post("here")
        form = query_request("PurgeQueue", QueueUrl=self.url)
        for header in (f"Origin: {EVIL}", "Origin: null", "Origin: http://localhost:3000",
                       "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site"):
            for reply in (self.purge(header), self.client.ask(marked(form, header))):
                self.assertEqual((reply.status, reply["content-type"]), (403, "text/xml"))
                self.assertEqual(ET.fromstring(reply.body).find(XML_CODE).text, "AccessDenied")
                self.assert_nothing_allowed(reply)
        self.assert_untouched("here")

    def test_json(self):
        reply = self.client.ask(marked(json_request("ListQueues"), f"Origin: {EVIL}"))
        self.assertEqual((reply.status, reply["content-type"]), (403, "application/x-amz-json-1.0"))
        self.assertEqual(reply.json()["__type"], "com.amazon.coral.service#AccessDeniedException")
        self.assertEqual(reply["x-amzn-query-error"], "AccessDenied;Sender")
        self.assert_nothing_allowed(reply)

    def test_query_as_json(self):
        reply = self.client.ask(marked(request("GET", "/?Action=ListQueues"),
                                       "Accept: application/json", f"Origin: {EVIL}"))
        self.assertEqual((reply.status, reply["content-type"]), (403, "application/json"))
        self.assertEqual(json.loads(reply.body)["Error"]["Code"], "AccessDenied")

    def test_other_paths(self):
        for path in ("/health", "/_ropeline/clock", "/_ropeline/nothing"):
            reply = self.client.ask(marked(request("GET", path), f"Origin: {EVIL}"))
            self.assertEqual((reply.status, reply["content-type"]), (403, "application/json"))
            self.assertIn("--allow-origin", reply.json()["error"])

    def test_preflight(self):
        for method, path in (("POST", "/"), ("POST", "/_ropeline/clock")):
            reply = self.client.ask(request("OPTIONS", path, f"Origin: {EVIL}",
                                            f"Access-Control-Request-Method: {method}",
                                            "Access-Control-Request-Headers: x-ropeline"))
            self.assertEqual(reply.status, 403)
            self.assert_nothing_allowed(reply)

    def test_rebound_name(self):
        self.post("here")
        for header in ("Origin: http://evil.test", "Sec-Fetch-Site: same-origin",
                       "Sec-Fetch-Mode: cors", "User-Agent: Mozilla/5.0 (X11; Linux x86_64)"):
            reply = self.purge(header, host="evil.test")
            self.assertEqual(reply.status, 403)
            self.assertIn(b"--allow-host", reply.body)
        self.assert_untouched("here")

    def test_without_host(self):
        reply = self.client.ask(b"GET /health HTTP/1.0\r\nOrigin: http://default\r\n\r\n")
        self.assertEqual(reply.status, 403)


class Friends(BrowserTest):
    def test_typed_and_own(self):
        for header in ("Sec-Fetch-Site: none", "Sec-Fetch-Site: same-origin",
                       "Origin: http://localhost", "User-Agent: Mozilla/5.0"):
            self.assertEqual(self.purge(header).status, 200, header)

    def test_other_programs(self):
        """No browser: every Host is fine."""
        self.assertEqual(self.purge(host="evil.test").status, 200)
        self.assertEqual(self.purge("User-Agent: node", "Sec-Fetch-Mode: cors",
                                    "Accept-Language: *", host="ropeline").status, 200)

    def test_listed_host(self):
        self.assertEqual(self.purge("Origin: http://queue.test:81", host="queue.test:81").status, 200)

    def test_listed_origin(self):
        for reply in (self.client.ask(marked(json_request("ListQueues"), f"Origin: {APP}")),
                      self.client.ask(marked(request("GET", "/health"), f"Origin: {APP}")),
                      self.client.ask(marked(json_request("Nothing"), f"Origin: {APP}"))):
            self.assertEqual(reply["access-control-allow-origin"], APP)
            self.assertEqual(reply["vary"], "Origin")
            self.assertIn("x-amzn-RequestId", reply["access-control-expose-headers"])

    def test_preflight(self):
        reply = self.client.ask(request(
            "OPTIONS", "/", f"Origin: {APP}", "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: authorization,x-amz-target",
            "Access-Control-Request-Private-Network: true"))
        self.assertEqual((reply.status, reply.body), (204, b""))
        self.assertEqual(reply["access-control-allow-origin"], APP)
        self.assertIn("POST", reply["access-control-allow-methods"])
        self.assertEqual(reply["access-control-allow-headers"], "authorization,x-amz-target")
        self.assertEqual(reply["access-control-allow-private-network"], "true")

    def test_preflight_for_odd_headers(self):
        reply = self.client.ask(request(
            "OPTIONS", "/", f"Origin: {APP}", "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: a\"<b>"))
        self.assertNotIn("access-control-allow-headers", reply.headers)


class Pages(ServerTest):
    def test_headers(self):
        for path in ("/health", "/_ropeline/clock", "/_ropeline/nothing"):
            reply = self.client.get(path)
            self.assertEqual(reply["x-content-type-options"], "nosniff")
            self.assertIn("frame-ancestors 'none'", reply["content-security-policy"])
            self.assertEqual(reply["x-frame-options"], "DENY")
