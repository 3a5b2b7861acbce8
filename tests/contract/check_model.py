"""Compares the contract's rows with AWS's own models of SQS, as botocore ships them.

    check_model.py REFERENCE PYTHON PYTHON

REFERENCE prints the rows (`reference --json`). The first PYTHON has the current botocore, whose
model says how AWS JSON looks; the second one has the last release with the Query model, which says
what form parameters and XML elements are called and which codes errors have.

Where Ropeline differs on purpose the difference stands in one of the tables below with its reason.
A reason that is no longer needed is a failure too.
"""

import glob
import gzip
import json
import os
import subprocess
import sys

VERSION = "2012-11-05"

# Fields that the model requires and no row does: the engine answers in other words.
NOT_REQUIRED = {
    ("CreateQueue", "QueueName"): "its absence is an invalid value, not a missing parameter",
    ("GetQueueUrl", "QueueName"): "as for CreateQueue",
    ("SetQueueAttributes", "Attributes"): "Query names Attribute.Name instead of Attributes",
    ("SendMessageBatch", "Entries"): "absent and empty lists answer differently",
    ("DeleteMessageBatch", "Entries"): "as for SendMessageBatch",
    ("ChangeMessageVisibilityBatch", "Entries"): "as for SendMessageBatch",
    ("AddPermission", "AWSAccountIds"): "checked after the label, in the engine",
    ("AddPermission", "Actions"): "checked after the label, in the engine",
}

# Fields that a row requires and the model does not.
REQUIRED = {}

# Errors of the model that Ropeline never answers.
NOT_ANSWERED = {
    "InvalidIdFormat": "deprecated, not seen in practice",
    "MessageNotInflight": "modelled, but AWS answers other errors (errors.tsv)",
    "KmsAccessDenied": "there is no KMS",
    "KmsDisabled": "there is no KMS",
    "KmsInvalidKeyUsage": "there is no KMS",
    "KmsInvalidState": "there is no KMS",
    "KmsNotFound": "there is no KMS",
    "KmsOptInRequired": "there is no KMS",
    "KmsThrottled": "there is no KMS",
}

# Codes and statuses that the Query model of 2023 states otherwise.
OTHER_CODE = {}

# Parameters whose form name the Query model does not know.
OTHER_QUERY_NAME = {
    "MessageSystemAttributeNames": "younger than the Query model; kombu sends this name",
}

KINDS = {
    "text": {"string"},
    "integer": {"integer", "long"},
    "boolean": {"boolean"},
    "blob": {"blob"},
    "queue": {"string"},
    "texts": {"list"},
    "blobs": {"list"},
    "queues": {"list"},
    "structs": {"list"},
    "pairs": {"map"},
    "tags": {"map"},
    "map": {"map"},
}


def load_model(python):
    """The model of SQS among the packages of an interpreter's environment."""
    environment = os.path.dirname(os.path.dirname(python))
    pattern = f"lib/python*/site-packages/botocore/data/sqs/{VERSION}/service-2.json*"
    (path,) = glob.glob(os.path.join(environment, pattern))
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        return json.load(file)


class Checks:
    """Counts what was compared and prints what differs."""

    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.used = set()

    def equal(self, what, ours, theirs):
        if ours == theirs:
            self.passed += 1
        else:
            self.failed += 1
            print(f"{what}: Ropeline has {ours!r}, AWS {theirs!r}")

    def excused(self, table, key):
        """Is there a reason for this difference?"""
        if key in table:
            self.used.add((id(table), key))
        return key in table

    def no_idle_excuses(self, name, table):
        for key in table:
            self.equal(f"{name}: reason for {key}", (id(table), key) in self.used, True)


def query_name(model, name, reference):
    """What a member is called in a form or in XML: all lists and maps of SQS are flattened."""
    shape = model["shapes"][reference["shape"]]
    item = shape["member"].get("locationName") if shape["type"] == "list" else None
    return item or reference.get("locationName") or shape.get("locationName") or name


def pair_names(model, reference):
    shape = model["shapes"][reference["shape"]]
    return shape["key"].get("locationName"), shape["value"].get("locationName")


class Comparison:
    def __init__(self, ours, json_model, query_model):
        self.ours = ours
        self.json = json_model
        self.query = query_model
        self.checks = Checks()

    def element(self, where, field, reference):
        """The struct in a list or map, when there is one."""
        shape = self.json["shapes"][reference["shape"]]
        inner = shape.get("member") or shape.get("value")
        inner_shape = self.json["shapes"][inner["shape"]] if inner else None
        is_struct = bool(inner_shape) and inner_shape["type"] == "structure"
        self.checks.equal(f"{where} holds structures", field["element"] is not None, is_struct)
        if is_struct and field["element"]:
            fields = field["element"]["fields"]
            if field["kind"] == "map":
                fields = fields[1:]  # the first one is the key
            self.members(where, fields, inner["shape"])

    def field_name(self, where, field, owner):
        """The name in forms and XML, by the Query model."""
        shape = self.query["shapes"].get(owner)
        reference = shape["members"].get(field["json_name"]) if shape else None
        if reference is None:
            excused = self.checks.excused(OTHER_QUERY_NAME, field["json_name"])
            self.checks.equal(f"{where} is in the Query model or excused", excused, True)
            return
        theirs = query_name(self.query, field["json_name"], reference)
        self.checks.equal(f"{where} in Query", field["query_name"], theirs)
        if field["kind"] in ("pairs", "tags", "map"):
            names = ("Key", "Value") if field["kind"] == "tags" else ("Name", "Value")
            self.checks.equal(f"{where}: names in Query", names, pair_names(self.query, reference))

    def members(self, where, fields, owner):
        theirs = self.json["shapes"][owner]["members"]
        names = [field["json_name"] for field in fields]
        self.checks.equal(f"{where}: members", sorted(names), sorted(theirs))
        for field in fields:
            reference = theirs.get(field["json_name"])
            if reference is None:
                continue
            here = f"{where}.{field['json_name']}"
            kind = self.json["shapes"][reference["shape"]]["type"]
            self.checks.equal(f"{here} is a {kind}", kind in KINDS[field["kind"]], True)
            self.field_name(here, field, owner)
            self.element(here, field, reference)

    def required(self, action, fields, owner):
        theirs = set(self.json["shapes"][owner].get("required", []))
        for field in fields:
            key = (action, field["json_name"])
            if field["required"] != (field["json_name"] in theirs):
                excused = self.checks.excused(REQUIRED if field["required"] else NOT_REQUIRED, key)
                self.checks.equal(f"{key} requires a reason", excused, True)
            else:
                self.checks.passed += 1

    def action(self, ours, theirs):
        request = theirs["input"]["shape"]
        self.members(f"{ours['name']}Request", ours["request"]["fields"], request)
        self.required(ours["name"], ours["request"]["fields"], request)
        self.checks.equal(f"{ours['name']} has a result", ours["result"] is not None, "output" in theirs)
        if ours["result"] and "output" in theirs:
            result = theirs["output"]["shape"]
            self.members(f"{ours['name']}Result", ours["result"]["fields"], result)

    def actions(self):
        theirs = self.json["operations"]
        ours = {action["name"]: action for action in self.ours["actions"]}
        self.checks.equal("actions", sorted(ours), sorted(theirs))
        for name in sorted(set(ours) & set(theirs)):
            self.action(ours[name], theirs[name])

    def errors(self):
        prefix = "com.amazonaws.sqs#"
        theirs = {name for name, shape in self.json["shapes"].items() if shape.get("exception")}
        ours = {row["json_type"].removeprefix(prefix): row for row in self.ours["errors"]}
        for name in sorted(theirs - set(ours)):
            self.checks.equal(f"error {name} is there or excused",
                              self.checks.excused(NOT_ANSWERED, name), True)
        for name, row in ours.items():
            if row["json_type"].startswith(prefix):
                self.checks.equal(f"error {name} is in the model", name in theirs, True)
            self.error_codes(name, row)

    def error_codes(self, name, row):
        """Code and status, where the Query model states them."""
        error = self.query["shapes"].get(name, {}).get("error")
        if not error or self.checks.excused(OTHER_CODE, name):
            return
        self.checks.equal(f"{name} code", row["query_code"], error["code"])
        self.checks.equal(f"{name} status", row["http_status"], error["httpStatusCode"])
        self.checks.equal(f"{name} sender", row["sender_fault"], error.get("senderFault", False))

    def enumeration(self, what, names, shape):
        theirs = set(self.json["shapes"][shape]["enum"])
        self.checks.equal(what, sorted(set(names) | {"All"}), sorted(theirs | {"All"}))

    def attributes(self):
        self.enumeration("queue attributes", [row["name"] for row in self.ours["attributes"]],
                         "QueueAttributeName")
        self.enumeration("system attributes", self.ours["system_attributes"],
                         "MessageSystemAttributeName")

    def protocol(self):
        metadata = self.json["metadata"]
        self.checks.equal("protocol", metadata["protocol"], "json")
        self.checks.equal("JSON version", metadata["jsonVersion"], "1.0")
        self.checks.equal("target", metadata["targetPrefix"], "AmazonSQS")
        self.checks.equal("Query model", self.query["metadata"]["protocol"], "query")

    def run(self):
        self.protocol()
        self.actions()
        self.errors()
        self.attributes()
        for name, table in (("NOT_REQUIRED", NOT_REQUIRED), ("REQUIRED", REQUIRED),
                            ("NOT_ANSWERED", NOT_ANSWERED), ("OTHER_CODE", OTHER_CODE),
                            ("OTHER_QUERY_NAME", OTHER_QUERY_NAME)):
            self.checks.no_idle_excuses(name, table)
        return self.checks


def main():
    reference, json_python, query_python = sys.argv[1:]
    printed = subprocess.run([reference, "--json"], check=True, capture_output=True).stdout
    comparison = Comparison(json.loads(printed), load_model(json_python), load_model(query_python))
    checks = comparison.run()
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
