#!/usr/bin/env python3
"""Pages into C: page.py OUT FILE... A file of asset/ is compiled in as it is. A page NAME.html becomes page_NAME(), which shows the
members of struct NAME_page (page.h). Written in a page:

    {{ member }}    its value, escaped; {{ line.member }} inside a loop over lines
    {{ :key }}      a word of word.def in the reader's language
    {% for line in lines : inbox_line %} ... {% end %}      n_lines of struct inbox_line
    {% if member %} ... {% else %} ... {% end %}
    {% include frame %}     another page, with the page's own `frame`
    {% include table league %}      another page, with that member

What is not there does not compile. Nothing can be shown that is not escaped."""

import hashlib
import os
import re
import sys

TOKEN = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.S)
MEMBER = r"[a-z_]+(?:\.[a-z_]+)*"


def literal(data):
    lines = []
    for i in range(0, len(data), 40):
        piece = data[i:i + 40]
        lines.append('"' + "".join("\\%03o" % b if b < 32 or b > 126 or b in b'"\\?' else chr(b)
                                   for b in piece) + '"')
    return "\n\t    ".join(lines) or '""'


class Page:
    def __init__(self, path):
        self.name = os.path.basename(path).removesuffix(".html")
        self.path, self.loops, self.ends, self.out = path, [], [], []
        self.own = "frame_page" if self.name in ("frame", "foot") else self.name + "_page"

    def value(self, name):
        if not re.fullmatch(MEMBER, name):
            sys.exit(f"{self.path}: {name}: not a member")
        first, _, rest = name.partition(".")
        return f"{first}->{rest}" if first in self.loops else f"p->{name}"

    def show(self, what):
        lang = "p->lang" if self.own == "frame_page" else "p->frame.lang"
        if what.startswith(":"):
            return f"out_text(o, word({lang}, WORD_{what[1:]}));"
        return f"out_put(o, {self.value(what)});"

    def loop(self, line, lines, kind):
        n = re.sub(r"(\w+)$", r"n_\1", lines)
        self.ends.append(line)
        text = (f"for (size_t {line}_i = 0; {line}_i < {self.value(n)}; {line}_i++) {{\n"
                f"\tconst struct {kind} *{line} = &{self.value(lines)}[{line}_i];")
        self.loops.append(line)
        return text

    def tag(self, what):
        word = what.split()
        if word[0] == "for" and len(word) == 6:
            return self.loop(word[1], word[3], word[5])
        if word[0] == "if" and len(word) == 2:
            self.ends.append(None)
            return f"if ({self.value(word[1])}) {{"
        if word == ["else"]:
            return "} else {"
        if word == ["end"] and self.ends:
            line = self.ends.pop()
            if line:
                self.loops.remove(line)
            return "}"
        if word[0] == "include" and len(word) == 2:
            return f"page_{word[1]}(o, &p->frame);"
        if word[0] == "include" and len(word) == 3:
            return f"page_{word[1]}(o, &{self.value(word[2])});"
        sys.exit(f"{self.path}: {{% {what} %}}: not understood")

    def c(self):
        with open(self.path, encoding="utf-8") as f:
            parts = TOKEN.split(re.sub(r"\n\s*", "\n", f.read()))
        for part in parts:
            inside = part[2:-2].strip()
            if part.startswith("{{"):
                self.out.append(self.show(inside))
            elif part.startswith("{%"):
                self.out.append(self.tag(inside))
            elif part:
                data = part.encode()
                self.out.append(f"out_raw(o, {literal(data)}, {len(data)});")
        if self.ends:
            sys.exit(f"{self.path}: an end is missing")
        body = "\n\t".join(self.out)
        return f"\nvoid\npage_{self.name}(struct out *o, const struct {self.own} *p)\n{{\n\t(void)p;\n\t{body}\n}}\n"


TYPES = {".css": "text/css", ".js": "text/javascript"}


def asset(path):
    """struct asset asset_NAME; its path changes with what is in it."""
    with open(path, "rb") as f:
        data = f.read()
    name, ending = os.path.splitext(os.path.basename(path))
    digest = hashlib.sha256(data).hexdigest()[:12]
    lines = ",".join(str(b) for b in data)
    lines = re.sub(r"((?:\d+,){32})", r"\1\n\t", lines)
    return (f"\nstatic const unsigned char data_{name}[] = {{\n\t{lines}\n}};\n"
            f'const struct asset asset_{name} = {{ "/console/{name}-{digest}{ending}",\n'
            f'\t"{TYPES[ending]}", data_{name}, sizeof(data_{name}) }};\n')


def main(out, *files):
    text = '/* Made by lib/console/page.py. */\n#include "console/page.h"\n'
    text += "".join(Page(p).c() if p.endswith(".html") else asset(p) for p in files)
    with open(out, "w", encoding="utf-8") as f:
        f.write(text)


main(*sys.argv[1:])
