"""The tables of lib/core, read from their .def files by a parser of our own.

A row is NAME(cell, cell, ...); comments are none of its business. Where a row of business.def uses a
shorthand of business.c (ONE_SCHOOL, IN(status) ...), that `#define` is read from there and put in
its place."""

import os
import re

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
STRING = re.compile(r'"((?:\\.|[^"\\])*)"')


def read(root, name):
    with open(os.path.join(root, "lib/core", name), encoding="utf-8") as f:
        return f.read()


def split_cells(text):
    """The cells between commas that are in no parenthesis and no string."""
    cells, depth, cell, at = [], 0, "", 0
    while at < len(text):
        quoted = STRING.match(text, at)
        if quoted:
            cell += quoted.group()
            at = quoted.end()
            continue
        c = text[at]
        depth += {"(": 1, ")": -1}.get(c, 0)
        if c == "," and depth == 0:
            cells.append(cell.strip())
            cell = ""
        else:
            cell += c
        at += 1
    return cells + [cell.strip()]


def rows_of(text, macro):
    """The cells of every row of that macro, in order."""
    text = COMMENT.sub(" ", text)
    rows = []
    for match in re.finditer(r"\b%s\(" % macro, text):
        depth, at = 1, match.end()
        while depth > 0:
            quoted = STRING.match(text, at)
            if quoted:
                at = quoted.end()
                continue
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        rows.append(split_cells(text[match.end():at - 1]))
    return rows


def defines_of(text):
    """name -> (parameter or None, what stands for it) of every #define."""
    text = COMMENT.sub(" ", text).replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        match = re.match(r"#define\s+(\w+)(?:\((\w+)\))?\s+(.*)", line)
        if match and match.group(1) != "BUSINESS":
            found[match.group(1)] = (match.group(2), match.group(3).strip())
    return found


def expand(text, defines):
    """Until no shorthand is left."""
    for _ in range(20):
        before = text
        for name, (parameter, body) in defines.items():
            if parameter is None:
                text = re.sub(r"\b%s\b(?!\()" % name, lambda _: body, text)
            else:
                text = re.sub(r"\b%s\(([^()]*)\)" % name,
                              lambda m: body.replace("##" + parameter, m.group(1).strip()), text)
        if text == before:
            return text
    raise SystemExit("business.c: a shorthand that stands for itself")


class Business:
    """A row of business.def; a column that is not named holds nothing."""

    FLAGS = ("is_one_school", "crosses", "has_season", "is_finding", "is_afterwards",
             "is_senior_only", "is_leaving", "is_first", "renumbers", "is_batch", "clears",
             "names_no_child", "is_found", "owner_files")

    def __init__(self, name, no):
        self.name, self.no = name, no
        self.stages_of = self.periods_of = name
        self.not_filer = self.otherwise = "OK"
        self.from_status, self.becomes = set(), None
        self.grade_step = self.scans = 0
        self.numbers = None
        self.needs, self.may = set(), set()
        for flag in self.FLAGS:
            setattr(self, flag, False)

    def take(self, column, value):
        if column in self.FLAGS:
            setattr(self, column, {"true": True, "false": False}[value])
        elif column in ("stages_of", "periods_of"):
            setattr(self, column, re.fullmatch(r"BUSINESS_(\w+)", value).group(1))
        elif column in ("not_filer", "otherwise"):
            setattr(self, column, re.fullmatch(r"VERDICT_(\w+)", value).group(1))
        elif column == "becomes":
            self.becomes = re.fullmatch(r"STATUS_(\w+)", value).group(1)
        elif column == "from":
            self.from_status = set(re.findall(r"STATUS_(\w+)", value))
        elif column in ("needs", "may"):
            setattr(self, column, set(re.findall(r"CHANGE_(\w+)", value)))
        elif column in ("grade_step", "scans"):
            setattr(self, column, int(value))
        elif column == "numbers":
            self.numbers = STRING.fullmatch(value).group(1)
        else:
            raise SystemExit(f"business.def: a column that is not known here: {column}")


def business_of(root):
    defines = defines_of(read(root, "business.c"))
    found = {}
    for cells in rows_of(read(root, "business.def"), "BUSINESS"):
        row = Business(cells[0], int(cells[1]))
        for cell in split_cells(expand(", ".join(cells[4:]), defines)):
            match = re.fullmatch(r"\.(\w+)\s*=\s*(.*)", cell, re.S)
            row.take(match.group(1), match.group(2).strip())
        found[row.no] = row
    return found


class Stage:
    def __init__(self, cells):
        self.name, self.no = cells[0], int(cells[1])
        self.side, self.level, self.how, self.days, self.done = cells[2:7]


class Rule:
    """`answers`: what it may say beside OK, as far as its file names it - or the column or the letter
    that it is taken from."""

    def __init__(self, root, cells, elsewhere):
        self.name = cells[0]
        self.again = cells[1] == "AGAIN"
        self.only_of_a_child = re.search(r"\bCHILD\b", cells[2]) is not None
        self.asked_on = set(re.findall(r"ASK\((\w+)\)", cells[2]))
        text = COMMENT.sub(" ", read(root, f"rules/{self.name}.c"))
        self.answers = set(re.findall(r"VERDICT_(\w+)", text)) - {"OK"}
        for place, answers in elsewhere.items():
            if place in text:
                self.answers |= answers


class Tables:
    def __init__(self, root):
        def rows(name, macro):
            return rows_of(read(root, name), macro)

        self.business = business_of(root)
        self.business_by_name = {b.name: b for b in self.business.values()}
        self.stages = {s.name: s for s in map(Stage, rows("stage.def", "STAGE"))}
        self.stage_of_no = {s.no: s.name for s in self.stages.values()}
        self.status_no = {c[0]: int(c[1]) for c in rows("status.def", "STATUS")}
        self.status_otherwise = {c[0]: c[4] for c in rows("status.def", "STATUS")}
        self.grounds = {int(c[1]): {"name": c[0], "legal": c[2] == "LEGAL", "side": c[3], "of": c[4]}
                        for c in rows("ground.def", "GROUND")}
        self.roles = {c[0]: c[2] for c in rows("happening.def", "HAPPENING")}
        self.moves = {(c[0], c[1]): (c[2], c[3]) for c in rows("move.def", "MOVE")}
        self.route = [tuple(c) for c in rows("route.def", "ROUTE")]
        self.verdicts = {c[0]: int(c[1]) for c in rows("verdict.def", "VERDICT")}
        elsewhere = {"->not_filer": {b.not_filer for b in self.business.values()},
                     "otherwise": {b.otherwise for b in self.business.values()}
                                  | set(self.status_otherwise.values()),
                     "h->code": set(self.verdicts)}
        self.rules = [Rule(root, c, elsewhere) for c in rows("rules/rules.def", "RULE")]
        self.ends = {c[0]: c[2].lower() for c in rows("action.def", "ACTION")}
