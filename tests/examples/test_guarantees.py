"""Each page of docs/guarantees shows the real output of its command."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs/guarantees"
SHOWN = re.compile(r"^```text\n\$ \./scripts/guarantee ([a-z-]+)\n(.*?)^```$", re.M | re.S)


def shown():
    """(command's name, page, output) of each block."""
    for page in sorted(PAGES.glob("*.md")):
        for found in SHOWN.finditer(page.read_text()):
            yield found[1], page, found[2]


def guarantee(*words):
    command = [ROOT / "scripts/guarantee", *words]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=120)


def write(page, name, output):
    def block(found):
        return found[0] if found[1] != name else f"```text\n$ ./scripts/guarantee {name}\n{output}```"

    page.write_text(SHOWN.sub(block, page.read_text()))


@pytest.mark.parametrize(("name", "page", "expected"), [pytest.param(*row, id=row[0]) for row in shown()])
def test_the_page_shows_the_run(name, page, expected, request):
    done = guarantee(name)
    assert done.returncode == 0, done.stderr
    if request.config.getoption("--write-pages"):
        write(page, name, done.stdout)
    else:
        assert done.stdout == expected


def listed():
    text = guarantee().stdout
    return re.findall(r"^  ([a-z-]+)  ", text, re.M)


def test_every_guarantee_has_a_page_and_a_line_in_the_list():
    files = {path.stem.replace("_", "-") for path in (ROOT / "examples/guarantees").glob("*.py")}
    programs = files - {"stage"} | {"idempotent-consumer-postgres"}
    assert programs == {name for name, _, _ in shown()} == set(listed())


def test_the_readme_names_them_all():
    readme = (ROOT / "README.md").read_text()
    assert set(listed()) == set(re.findall(r"^\./scripts/guarantee ([a-z-]+)", readme, re.M))


@pytest.mark.parametrize("name", ["", "nonsense", "stage", "../guarantees/outbox", "outbox.py"])
def test_an_unknown_name_is_refused_with_the_list(name):
    done = guarantee(name)
    assert (done.returncode, done.stdout) == (2, "")
    assert "at-most-once" in done.stderr
