"""The rules of form that a machine can check, one function each; scripts/check runs them.

A rule is a generator of complaints ("file:line: what is wrong"); none means that it passes.
"""

import re
import subprocess
import sys
from pathlib import Path

import lizard

sys.path.insert(0, str(Path(__file__).parent))
import runner  # noqa: E402  (the parts table is read in one place)

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_LINES = 80  # and a median far below: docs say about 15
SUBJECT_LENGTH = 60


def git(*words):
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def tracked(*patterns):
    """Tracked and new files; what git ignores is nobody's business."""
    listed = git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns)
    return [p for p in (ROOT / name for name in sorted(set(listed.split("\0"))) if name) if p.is_file()]


# The load generator is a client of its own: it measures real time, and shares nothing with the server.
APART = ("tests/bench/",)


def c_files():
    return [path for path in tracked("*.c", "*.h") if not name_of(path).startswith(APART)]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def code_lines(path):
    """(number, text) of each line without comments; the insides of strings and chars are blanked."""
    text = path.read_text()
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def blank(found):
        token = found.group()
        if token[0] in "\"'":
            return token[0] + token[0]
        return "\n" * token.count("\n") or " "

    return list(enumerate(pattern.sub(blank, text).split("\n"), 1))


def format_rule():
    """clang-format agrees with every C file."""
    names = [str(path) for path in c_files()]
    done = subprocess.run(
        ["clang-format", "--dry-run", "-Werror", *names], cwd=ROOT, capture_output=True, text=True
    )
    for line in done.stderr.splitlines():
        if "error:" in line:
            yield line.replace(f"{ROOT}/", "")
    if done.returncode != 0 and "error:" not in done.stderr:
        yield done.stderr


# What is banned, where it is allowed all the same, and why.
BANNED = [
    (r"strcpy|strcat|stpcpy|sprintf|vsprintf|gets|strtok", r"$^", "has no bound or a hidden state"),
    (r"gmtime|localtime|asctime|ctime", r"$^", "returns static memory"),
    (r"atoi|atol|atoll|atof", r"$^", "cannot tell an error"),
    (r"rand|srand|random|srandom|drand48", r"$^", "is not src/base/random"),
    (
        r"time|gettimeofday|clock_gettime|clock|timespec_get",
        r"src/base/clock\.c",
        "reads a clock outside src/base/clock",
    ),
    (r"sleep|usleep|nanosleep|clock_nanosleep", r"storage/sqlite/log_file\.c$",
     "sleeps instead of waiting"),  # there a thread gives up its core
    (r"exit|_Exit|quick_exit", r"src/main\.c", "ends the program outside main"),
    (r"_exit", r"tests/.*", "ends the program outside main"),  # a forked child of a test may
    (r"system|popen|alloca|setjmp|longjmp", r"$^", "is not used here"),
]


def banned_rule():
    """No unsafe, untimed or sleeping call."""
    for path in c_files():
        name = name_of(path)
        rules = [
            (re.compile(rf"(?<![\w.>])(?:{words})\s*\("), why)
            for words, allowed, why in BANNED
            if not re.fullmatch(allowed, name)
        ]
        for number, line in code_lines(path):
            for pattern, why in rules:
                if found := pattern.search(line):
                    yield f"{name}:{number}: {found.group().rstrip('( ')} {why}"


# Which folders of ours each folder may include besides itself: the arrows of docs/adr and CMake.
ARROWS = [
    ("src/base/", []),
    ("api/model/", ["src/base/"]),
    ("api/wire/", ["api/model/", "src/base/"]),
    ("api/http/", ["api/wire/", "api/model/", "src/engine/engine.h", "src/engine/control.h", "src/engine/observer.h", "src/engine/transfer.h", "src/lab/lab.h", "src/access/", "src/base/"]),
    ("storage/sqlite/", ["storage/store.h", "src/base/"]),
    ("storage/memory/", ["storage/store.h", "src/base/"]),
    ("storage/store.h", ["src/base/"]),
    ("src/engine/", ["api/model/", "src/access/", "storage/store.h", "src/base/"]),
    ("src/lab/", ["src/engine/engine.h", "src/engine/control.h", "src/engine/observer.h", "api/model/", "src/base/"]),
    ("src/access/", ["src/base/"]),
    ("src/cli/", ["src/base/"]),
]
# The one folder that may know each third-party library (tests aside).
OWNERS = [
    (r"h2o(/|\.h)|h2o\.h", ["api/http/"]),
    (r"sqlite3\.h", ["storage/sqlite/"]),
    (r"libxml/", ["api/wire/"]),
    (r"openssl/", ["src/base/", "api/http/"]),
]


def includes_of(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if found := re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line):
            yield number, found.group(1) == '"', found.group(2)


def arrows_rule():
    """Includes follow the arrows that ARROWS lists; each third-party library has its owner."""
    for path in c_files():
        name = name_of(path)
        if name.startswith(("tests/", "examples/")):
            continue
        own = next((entry for entry in ARROWS if name.startswith(entry[0])), None)
        for number, ours, target in includes_of(path):
            if ours and ".." in target:
                yield f"{name}:{number}: includes are written from the repository's root"
            elif ours and own and not target.startswith((own[0], *own[1])):
                yield f"{name}:{number}: {own[0]} may not include {target}"
            for library, owners in [] if ours else OWNERS:
                if re.match(library, target) and not name.startswith(tuple(owners)):
                    yield f"{name}:{number}: <{target}> belongs to {' and '.join(owners)}"


def length_rule():
    """No function is longer than a screen."""
    for found in lizard.analyze_files([str(path) for path in c_files()]):
        for function in found.function_list:
            if function.length > FUNCTION_LINES:
                where = f"{name_of(Path(found.filename))}:{function.start_line}"
                yield f"{where}: {function.name} has {function.length} lines"


def opening_rule():
    """Each C file opens with a comment that tells its purpose."""
    for path in c_files():
        if not path.read_text().lstrip().startswith("/*"):
            yield f"{name_of(path)}:1: opens without a comment"


SUBJECT = re.compile(r"[a-z0-9][A-Za-z0-9_./-]*(, [a-z0-9][A-Za-z0-9_./-]*)*: \S.*[^.\s]")


def commit_exceptions():
    lines = (ROOT / "scripts/lib/commit-exceptions").read_text().splitlines()
    return tuple(line.split()[0] for line in lines if line and not line.startswith("#"))


def commits_rule():
    """Subjects read `area: effect` within 60 characters; a body tells why."""
    exceptions = commit_exceptions()
    for entry in git("log", "--no-merges", "--format=%H%x1f%s%x1f%b%x1e").split("\x1e"):
        if not entry.strip():
            continue
        commit, subject, body = entry.strip("\n").split("\x1f")
        if exceptions and commit.startswith(exceptions):
            continue
        if not SUBJECT.fullmatch(subject) or len(subject) > SUBJECT_LENGTH:
            yield f"{commit[:10]}: subject {subject!r}"
        elif not body.strip():
            yield f"{commit[:10]}: no body tells why ({subject})"


MACHINE_PATH = re.compile(r"(?<![\w$}.])/(?:root|work|home/\w+|tmp/\w+)/\w")
REGISTRY_HOST = re.compile(r'"resolved"|registry\.npmjs|files\.pythonhosted|index-url', re.I)


def places_rule():
    """Nothing names one machine's folders; no lock file names a registry's host."""
    for path in tracked():
        name = name_of(path)
        if name == "scripts/lib/check.py":
            continue
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            if MACHINE_PATH.search(line):
                yield f"{name}:{number}: names a folder of one machine: {line.strip()[:80]}"
            if re.search(r"lock|sum$|requirements|npmrc", name) and REGISTRY_HOST.search(line):
                yield f"{name}:{number}: names a registry's host"


def budgets_rule():
    """The budget table of docs/testing.md says what tests/parts.tsv says."""
    documented = {}
    for line in (ROOT / "docs/testing.md").read_text().splitlines():
        if found := re.match(r"\| `([\w-]+)` \| (\S+) \| (\S+) \| (\S+) \|", line):
            documented[found.group(1)] = tuple(found.groups()[1:])
    parts = {
        part.name: tuple(str(part.budgets.get(level, "-")) for level in runner.LEVELS)
        for part in runner.read_table()
    }
    for name in sorted(documented.keys() | parts.keys()):
        if documented.get(name) != parts.get(name):
            yield f"docs/testing.md: {name}: {documented.get(name)} in the page, {parts.get(name)} in the table"
    limits = {"short": 40 * 60, "full": 85 * 60}
    for level, limit in limits.items():
        total = sum(part.budgets.get(level, 0) for part in runner.read_table())
        if total > limit:
            yield f"tests/parts.tsv: {level} may take {total} s, more than {limit} s"


def scripts_rule():
    """Shell scripts parse and are executable; Python files compile."""
    for path in tracked():
        name = name_of(path)
        with open(path, "rb") as file:
            first = file.readline()
        if re.match(rb"#!.*\b(ba)?sh\b", first):
            shell = "bash" if b"bash" in first else "sh"
            done = subprocess.run([shell, "-n", str(path)], capture_output=True, text=True)
            if done.returncode != 0:
                yield f"{name}: {done.stderr.strip()}"
            if not path.stat().st_mode & 0o100:
                yield f"{name}: has a #! line but is not executable"
        elif name.endswith(".py"):
            try:
                compile(path.read_bytes(), name, "exec")
            except SyntaxError as error:
                yield f"{name}:{error.lineno}: {error.msg}"


def decisions_rule():
    """Each record in docs/adr has a number of its own, in its title too, and a date."""
    seen = {}
    for path in tracked("docs/adr/*.md"):
        number, name = path.name.split("-")[0], name_of(path)
        lines = path.read_text().split("\n")
        if number in seen:
            yield f"{name}: {seen[number]} has this number"
        seen.setdefault(number, path.name)
        if not lines[0].startswith(f"# {int(number)}. "):
            yield f"{name}:1: the title does not begin with {int(number)}."
        if len(lines) < 3 or not re.fullmatch(r"\d{4}-\d\d-\d\d", lines[2]):
            yield f"{name}:3: no date"


RULES = {
    "format": format_rule,
    "banned": banned_rule,
    "arrows": arrows_rule,
    "length": length_rule,
    "opening": opening_rule,
    "commits": commits_rule,
    "places": places_rule,
    "budgets": budgets_rule,
    "scripts": scripts_rule,
    "decisions": decisions_rule,
}


def main(names):
    unknown = [name for name in names if name not in RULES]
    if unknown:
        sys.exit(f"no such rule: {', '.join(unknown)}; there are {', '.join(RULES)}")
    failed = 0
    chosen = names or list(RULES)
    for name in chosen:
        complaints = list(RULES[name]())
        failed += bool(complaints)
        print(f"{'FAILED' if complaints else 'ok    '}  {name:<8} {RULES[name].__doc__}")
        for complaint in complaints:
            print("  ", complaint)
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
