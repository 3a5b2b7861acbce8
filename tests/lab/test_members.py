"""Members of admin requests: unknown ones are typos, values have kinds."""

from lab import LabTest


class Members(LabTest):
    def test_unknown_member(self):
        self.refused(400, "clock", {"advance": 1}, says="'advance'")
        self.refused(400, "clock", {"advance_ms": 1, "acount": "111122223333"}, says="'acount'")
        self.refused(400, "clock?acount=111122223333", method="GET", says="'acount'")

    def test_long_unknown_member_is_cut(self):
        self.refused(400, "clock", {"x" * 1000: 1}, says="x" * 64)

    def test_kinds(self):
        self.refused(400, "clock", {"advance_ms": "1"}, says="advance_ms")
        self.refused(400, "clock", {"advance_ms": True}, says="advance_ms")
        self.refused(400, "clock", {"advance_ms": 1, "account": 5}, says="account")
        self.refused(400, "clock?account=x", method="GET", says="12 digits")

    def test_null_is_not_given(self):
        self.post("clock", advance_ms=0, account=None)

    def test_bodies(self):
        for body in ("{", "[]", "null", '"x"', "[" * 1000):
            self.refused(400, "clock", body=body, says="JSON object")
        self.refused(413, "clock", body='{"account":"%s"}' % ("1" * 70_000), says="65536")

    def test_query_strings(self):
        self.refused(400, "clock?account=%zz", method="GET", says="malformed")
