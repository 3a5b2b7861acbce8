"""Signatures by an independent hand, for raw requests (auth.md section 2)."""

import datetime
import hashlib
import hmac
import json
import urllib.parse


def now(shift=0):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=shift)
    return moment.strftime("%Y%m%dT%H%M%SZ")


def signature(secret, scope, stamp, canonical):
    key = b"AWS4" + secret.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, digest])
    return hmac.digest(key, text.encode(), "sha256").hex()


def signed(key, secret, headers, body="", method="POST", path="/", query="", stamp=None,
           service="sqs", region="us-east-1", token=None, payload=None):
    """The bytes of a request with a signature in its headers."""
    stamp = stamp or now()
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    headers = {"Host": "localhost", **headers, "X-Amz-Date": stamp}
    if token:
        headers["X-Amz-Security-Token"] = token
    if payload:
        headers["X-Amz-Content-Sha256"] = payload
    names = sorted(headers, key=str.lower)
    listed = ";".join(name.lower() for name in names)
    canonical = "\n".join([method, path, query, *(f"{n.lower()}:{headers[n]}" for n in names), "",
                           listed, payload or hashlib.sha256(body.encode()).hexdigest()])
    headers["Authorization"] = (f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={listed}, "
                                f"Signature={signature(secret, scope, stamp, canonical)}")
    lines = [f"{method} {path}{'?' + query if query else ''} HTTP/1.1",
             *(f"{name}: {value}" for name, value in headers.items()),
             f"Content-Length: {len(body.encode())}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body.encode()


def signed_json(key, secret, action, parameters=None, **more):
    headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"AmazonSQS.{action}"}
    return signed(key, secret, headers, json.dumps(parameters or {}), **more)


def signed_query(key, secret, action, parameters=None, version="2012-11-05", **more):
    body = urllib.parse.urlencode({"Action": action, "Version": version, **(parameters or {})})
    return signed(key, secret, {"Content-Type": "application/x-www-form-urlencoded"}, body, **more)


def presigned(key, secret, parameters, path="/", expires=60, stamp=None, token=None):
    """The bytes of a GET of a presigned URL."""
    stamp = stamp or now()
    scope = f"{stamp[:8]}/us-east-1/sqs/aws4_request"
    pairs = {**parameters, "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": f"{key}/{scope}",
             "X-Amz-Date": stamp, "X-Amz-Expires": str(expires), "X-Amz-SignedHeaders": "host"}
    if token:
        pairs["X-Amz-Security-Token"] = token
    quote = lambda text: urllib.parse.quote(text, safe="-_.~")  # noqa: E731
    query = "&".join(sorted(f"{quote(n)}={quote(v)}" for n, v in pairs.items()))
    canonical = "\n".join(["GET", path, query, "host:localhost", "", "host",
                           hashlib.sha256(b"").hexdigest()])
    query += "&X-Amz-Signature=" + signature(secret, scope, stamp, canonical)
    return f"GET {path}?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
