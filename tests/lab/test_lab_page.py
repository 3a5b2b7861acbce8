"""The command lines of docs/lab.md do what they say."""

import pathlib
import re
import shlex

from lab import LabTest

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/lab.md"


def command_lines():
    """The `ropeline` lines of the page, without comments, redirections and what runs beside them."""
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.S):
        for line in block.splitlines():
            if line.startswith("ropeline "):
                yield shlex.split(re.split(r"&|>", line)[0], comments=True)[1:]


class Page(LabTest):
    # These wait for what does not happen here, or judge a run that is not one.
    NOT_MET = {("await", "deleted"): 1, ("await", "dead_lettered"): 1, ("await", "delivered"): 1}

    def test_command_lines(self):
        self.call("CreateQueue", QueueName="orders")
        lines = list(command_lines())
        self.assertGreater(len(lines), 12)
        for line in lines:
            wait = ["--timeout", "1ms"] if line[0] == "await" and "--timeout" not in line else []
            line = [word if word != "30s" else "1ms" for word in line]
            code = self.NOT_MET.get(tuple(line[:2]), 0)
            if line[:2] == ["fault", "clear"] and len(line) == 3:
                self.cli("fault", "add", "cut", "--action", "ListQueueTags")
            self.cli(*line, *wait, code=code)
        self.assertEqual(self.look("faults")["faults"], [])
