"""Counts what a run of tests says about itself, for tests/run.

    count.py junit FILE STATUS      a report of ctest --output-junit
    count.py script FILE STATUS     a log whose last line is "N passed, N failed"

Prints "PASSED FAILED". Doubt is a failure: a run that ended badly without naming a
failure counts one, so does a report without tests, and so does a test that was skipped,
because everything it could need was installed.
"""

import re
import sys
import xml.etree.ElementTree

SYNTHESIS = re.compile(
    r"Synthesis: Tested: (\d+) \| Passing: (\d+) \| Failing: (\d+) \| Crashing: (\d+)"
)
LAST_LINE = re.compile(r"(\d+) passed, (\d+) failed")
# XML has no escape character; ctest writes its name instead.
COLOURS = re.compile(r"(?:\x1b|\[NON-XML-CHAR-0x1B\])\[[0-9;]*m")


def own_count(text):
    """(passed, failed) as a Criterion program or a script counts itself, or None."""
    text = COLOURS.sub("", text)
    found = SYNTHESIS.findall(text)
    if found:
        _, passing, failing, crashing = map(int, found[-1])
        return passing, failing + crashing
    lines = text.strip().splitlines()
    match = LAST_LINE.fullmatch(lines[-1].strip()) if lines else None
    return tuple(map(int, match.groups())) if match else None


def judge(text, is_good):
    """A program that ended well and does not count is one test; one that ended badly
    has at least one failure, whatever it says."""
    passed, failed = own_count(text) or (1 if is_good else 0, 0)
    if not is_good:
        failed = max(failed, 1)
    if passed + failed == 0:
        failed = 1
    return passed, failed


def count_junit(path, status):
    passed = failed = 0
    for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
        out = case.findtext("system-out") or ""
        p, f = judge(out, case.get("status") == "run")
        if case.get("status") != "run":
            print(f"{case.get('name')}: {case.get('status')}", file=sys.stderr)
        passed += p
        failed += f
    if failed == 0 and (status != 0 or passed == 0):
        failed = 1
    return passed, failed


def count_script(path, status):
    with open(path, encoding="utf-8", errors="replace") as f:
        text = f.read()
    if own_count(text) is None:
        return 0, 1
    return judge(text, status == 0)


def main():
    how, path, status = sys.argv[1], sys.argv[2], int(sys.argv[3])
    print(*{"junit": count_junit, "script": count_script}[how](path, status))


main()
