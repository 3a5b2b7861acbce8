"""The command line's verbs: what they print, what they exit with."""

import json
import subprocess

from lab import LabTest
from raw import BINARY, clean_environment


class CommandLine(LabTest):
    def test_prints_the_answer(self):
        before = json.loads(self.cli("clock"))
        after = json.loads(self.cli("clock", "advance", "31s"))
        self.assertEqual(after["offset_ms"], before["offset_ms"] + 31_000)
        self.assertEqual(json.loads(self.cli("clock", "show"))["offset_ms"], after["offset_ms"])

    def test_durations(self):
        for text, ms in (("500ms", 500), ("5m", 300_000), ("2h", 7_200_000), ("1d", 86_400_000)):
            before = json.loads(self.cli("clock"))["offset_ms"]
            after = json.loads(self.cli("clock", "advance", text))["offset_ms"]
            self.assertEqual(after - before, ms)

    def test_one_account(self):
        before = json.loads(self.cli("clock"))["offset_ms"]
        moved = json.loads(self.cli("clock", "advance", "5s", "--account", "111122223333"))
        self.assertEqual(moved["offset_ms"], before + 5000)
        self.assertEqual(json.loads(self.cli("clock"))["offset_ms"], before)
        shown = json.loads(self.cli("clock", "show", "--account=111122223333"))
        self.assertEqual(shown["offset_ms"], before + 5000)

    def test_wrong_usage(self):
        for arguments in (["clock", "sideways"], ["clock", "advance"], ["clock", "advance", "31"],
                          ["clock", "advance", "s"], ["clock", "--what", "1"],
                          ["clock", "--account"], ["clock", "show", "twice"]):
            errors = self.cli(*arguments, code=2)
            self.assertRegex(errors, r"\Aropeline: [^\n]+\n\Z")

    def test_refusals(self):
        errors = self.cli("clock", "show", "--account", "5", code=3)
        self.assertEqual(errors, "ropeline: the server refused (400): account must be a text of 12 digits\n")

    def test_no_server(self):
        for endpoint, says in (("http://127.0.0.1:1", "no answer"), ("ftp://x", "no http URL")):
            done = subprocess.run([BINARY, "clock"], capture_output=True, text=True,
                                  env=clean_environment(ROPELINE_ENDPOINT=endpoint))
            self.assertEqual(done.returncode, 3)
            self.assertIn(says, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1)

    def test_help(self):
        self.assertIn("ropeline clock", self.cli("--help"))
        self.assertIn("advance DURATION", self.cli("clock", "--help"))
