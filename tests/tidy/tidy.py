"""What the tidy tests share: a view of the tree, the count, and the proof that a test can fail.

    <test> [ROOT]               every fault as "path:line: what"; exit 0 if there is none
    <test> --self-test [ROOT]   plants faults in a copy of the tree; exit 0 if all were found

The last line is "N passed, N failed", as everywhere in tests/.
"""

import os
import re
import shutil
import sys
import tempfile

IGNORED = {".git", ".cache", "build", "var", "node_modules", "__pycache__"}
HERE = os.path.dirname(os.path.abspath(__file__))


class Tree:
    """The files of a checkout, by paths relative to its root."""

    def __init__(self, root):
        self.root = root

    def files(self, *folders, ends=()):
        """Paths under the folders (all: none named), sorted; `ends` as of str.endswith."""
        found = []
        for folder in folders or ("",):
            for at, below, names in os.walk(os.path.join(self.root, folder)):
                below[:] = sorted(set(below) - IGNORED)
                for name in names:
                    path = os.path.relpath(os.path.join(at, name), self.root)
                    if not ends or path.endswith(tuple(ends)):
                        found.append(path)
        return sorted(set(found))

    def exists(self, path):
        return os.path.exists(os.path.join(self.root, path))

    def full(self, path):
        return os.path.join(self.root, path)

    def text(self, path):
        """None if it is no text."""
        with open(self.full(path), "rb") as f:
            data = f.read()
        try:
            return None if b"\0" in data else data.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def lines(self, path):
        """(number, line) of a text file, nothing of any other."""
        return list(enumerate((self.text(path) or "").splitlines(), 1))

    def write(self, path, text):
        os.makedirs(os.path.dirname(self.full(path)) or ".", exist_ok=True)
        with open(self.full(path), "w", encoding="utf-8") as f:
            f.write(text)


def without_comments(text):
    """C text with comments and literals blanked, lines kept."""
    token = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return token.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


# -- plants: what a self-test does to the copy -------------------------------------------


def append(path, text):
    """Adds text to a file that is there."""

    def plant(tree):
        if not tree.exists(path):
            raise SystemExit(f"self-test: {path} is gone; plant elsewhere")
        tree.write(path, tree.text(path) + text)

    return plant


def create(path, text):
    return lambda tree: tree.write(path, text)


def remove(path):
    return lambda tree: os.unlink(tree.full(path))


# -- running -----------------------------------------------------------------------------


def count(passed, failed):
    print(f"{passed} passed, {failed} failed")
    return 0 if passed > 0 and failed == 0 else 1


def run(tree, check):
    faults = check(tree)
    for fault in faults:
        print(fault)
    return count(0 if faults else 1, len(faults))


def copy_of(root, folder):
    copy = os.path.join(folder, "tree")
    shutil.copytree(root, copy, ignore=lambda _, names: IGNORED & set(names), symlinks=True)
    return Tree(copy)


def self_test(root, check, plants):
    """plants: (fault expected, what to do to the copy). A fault that was there before the
    planting does not count."""
    with tempfile.TemporaryDirectory(prefix="xueji-tidy-") as folder:
        tree = copy_of(root, folder)
        before = set(check(tree))
        for _, plant in plants:
            plant(tree)
        new = [fault for fault in check(tree) if fault not in before]
    missed = [expected for expected, _ in plants if not any(expected in f for f in new)]
    for expected in missed:
        print(f"planted but not found: {expected}")
    return count(len(plants) - len(missed), len(missed))


def main(check, plants):
    arguments = sys.argv[1:]
    is_self_test = "--self-test" in arguments
    paths = [a for a in arguments if a != "--self-test"]
    root = os.path.abspath(paths[0]) if paths else os.path.dirname(os.path.dirname(HERE))
    sys.exit(self_test(root, check, plants) if is_self_test else run(Tree(root), check))
