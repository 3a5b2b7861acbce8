"""Runs the unittest files of a folder against the server $ROPELINE_BIN, by default build/asan/ropeline."""

import os
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(folder):
    binary = os.environ.setdefault("ROPELINE_BIN", str(ROOT / "build/asan/ropeline"))
    if not os.access(binary, os.X_OK):
        sys.exit(f"{binary} does not exist; run scripts/build asan")
    loader = unittest.TestLoader()
    if len(sys.argv) > 1:
        loader.testNamePatterns = [f"*{sys.argv[1]}*"]
    suite = loader.discover(str(folder), top_level_dir=str(folder))
    result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    passed = result.testsRun - failed - len(result.skipped)
    if result.testsRun == 0:
        print("no test has this name")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
