"""A transcript: Markdown in which what stands between ```console and ``` was typed and came out.

    $ xueji --as 2143000101:head:qian approve <docket>     typed; a backslash goes on
    等待 430102 ...                                         what came out, both streams
    [3]                                                    its exit status, if it is not 0

What cannot be the same twice has a name: <docket>, <docket 2> ... in the order of their
appearance, the <time> of a day, the <key> and the <hash> of a stamp. A <docket> in a command is
the one that came out before. A line `- 时钟 clock: 2026-09-01 09:00` says where the clock of all
daemons stands from there on; the first thing in a transcript is one."""

import re

CLOCK = re.compile(r'- 时钟 clock: (\d{4}-\d\d-\d\d \d\d:\d\d)')
UUID = re.compile(r'\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b')
TIME = re.compile(r'\b(\d{4}-\d\d-\d\d)T(?!00:00:00\+08:00)\d\d:\d\d(?::\d\d\+08:00)?')
NAMED = re.compile(r'<docket(?: \d+)?>')


class Command:
    """What was typed, and the lines that came out: the output and the exit status."""

    def __init__(self, typed):
        self.typed, self.out = typed, []

    @property
    def command(self):
        return '\n'.join([self.typed[0][2:]] + self.typed[1:])

    def lines(self):
        return self.typed + self.out


class Clock:
    def __init__(self, line, at):
        self.line, self.at = line, at

    def lines(self):
        return [self.line]


class Transcript:
    """Its parts: clocks, commands, and lines of text."""

    def __init__(self, name, text):
        self.name = name
        self.parts = list(_parts(text.splitlines()))
        clocks = [p.at for p in self.parts if isinstance(p, Clock)]
        self.clock, self.ends = clocks[0], clocks[-1]
        self.dockets = []

    def text(self):
        lines = [l for p in self.parts for l in ([p] if isinstance(p, str) else p.lines())]
        return '\n'.join(lines) + '\n'

    def named(self, text):
        """What came out, with names in the place of what cannot be the same twice."""
        text = TIME.sub(r'\1 <time>', text)
        text = re.sub(r'签章 [0-9a-f]{16}  摘要 [0-9a-f]{16}…', '签章 <key>  摘要 <hash>…', text)
        text = re.sub(r'\b[0-9a-f]{64}\b', '<hash>', text)
        return UUID.sub(self._name, text)

    def _name(self, match):
        if match.group() not in self.dockets:
            self.dockets.append(match.group())
        n = self.dockets.index(match.group()) + 1
        return '<docket>' if n == 1 else '<docket %d>' % n

    def command(self, c):
        """What is typed, with the dockets that came out before in the place of their names."""
        def docket(match):
            n = int(re.sub(r'\D', '', match.group()) or 1)
            assert n <= len(self.dockets), '%s has not come out yet' % match.group()
            return self.dockets[n - 1]
        return NAMED.sub(docket, c.command)


def _parts(lines):
    is_console, command = False, None
    for line in lines:
        if line.startswith('```'):
            is_console, command = line == '```console', None
            yield line
        elif not is_console:
            clock = CLOCK.fullmatch(line)
            yield Clock(line, clock.group(1)) if clock else line
        elif line.startswith('$ '):
            command = Command([line])
            yield command
        elif command.typed[-1].endswith('\\') and not command.out:
            command.typed.append(line)
        else:
            command.out.append(line)
