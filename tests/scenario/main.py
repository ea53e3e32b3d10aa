"""Types every transcript of this folder again, those whose clock ends earliest first, and compares what comes out.
Letters take their time, so what only asks, or was refused, is typed again for a while until it
answers as written."""

import difflib
import glob
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
import time
import zlib

import stack
from transcript import Clock, Command, Transcript

HERE = os.path.join(stack.ROOT, 'tests', 'scenario')
ROOM = os.path.join(os.path.dirname(stack.DIR), 'room')    # where commands are typed
PATIENCE_S = 20
ENTERED = '2026-09-01 09:00'    # when the students were, in the first days of a school year
ASKS = set('inbox show notices student students status sheet trace figures export verify units letters doctor'
           ' replay findings verification unchanged unfinished'.split()) | {'registry list'}
OPENS = re.compile(r'xueji(?: --as \S+| --json)* (registry list|\w+)')


def png(shade):
    """The scan of a paper, of one pixel."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack('>I', len(data)) + body + struct.pack('>I', zlib.crc32(body))
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 1, 1, 8, 0, 0, 0, 0)) \
        + chunk(b'IDAT', zlib.compress(bytes([0, shade]))) + chunk(b'IEND', b'')


def furnish():
    """A room with the scans that people bring."""
    shutil.rmtree(ROOM, ignore_errors=True)
    os.makedirs(ROOM)
    for shade, name in enumerate(('household-book', 'paper-sheet', 'paper-statement', 'proof')):
        with open(os.path.join(ROOM, name + '.png'), 'wb') as f:
            f.write(png(shade))


_clocks = []


def shift_clock(clock):
    assert _clocks == [] or clock > _clocks[-1], 'the clock does not go back to %s' % clock
    _clocks.append(clock)
    at = time.mktime(time.strptime(clock, '%Y-%m-%d %H:%M'))
    stack.ENV['XUEJI_CLOCK_SHIFT_S'] = str(int(at - time.time()))


def set_clock(clock):
    """All daemons again, at that time in Asia/Shanghai."""
    if clock == _clocks[-1]:
        return
    shift_clock(clock)
    stops = [threading.Thread(target=stack.stack, args=('daemon-stop', d)) for d in stack.DAEMONS]
    [t.start() for t in stops]
    [t.join() for t in stops]
    stack.stack('start')


def type_in(command):
    """(output, exit status) as a person at a terminal would see it."""
    env = dict(stack.ENV, PATH=stack.ENV['XUEJI_BIN'] + ':' + os.environ['PATH'],
               XUEJI_SETTINGS=os.path.join(stack.DIR, 'etc', 'ministry-00.yaml'))
    out = subprocess.run(['bash', '-o', 'pipefail', '-c', command], env=env, cwd=ROOM, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return out.stdout.decode(errors='replace'), out.returncode


def lines_of(transcript, c):
    text, code = type_in(transcript.command(c))
    lines = transcript.named(text).splitlines()
    return lines + (['[%d]' % code] if code else []), code


def may_type_again(c, code):
    """Nothing has been done: it only asked, or it was refused."""
    verb = OPENS.search(c.command)
    return code != 0 or verb is None or verb.group(1) in ASKS


def answer(transcript, c):
    end = time.monotonic() + PATIENCE_S
    while True:
        known = list(transcript.dockets)
        lines, code = lines_of(transcript, c)
        if lines == c.out or not may_type_again(c, code) or time.monotonic() > end:
            return lines
        transcript.dockets = known
        time.sleep(0.1)


def answer_anew(transcript, c):
    """Nothing is known of what should come out: wait until it is settled."""
    verb = OPENS.search(c.command)
    if verb is not None and verb.group(1) in ASKS:
        time.sleep(1.5)
    for _ in range(30):
        lines, code = lines_of(transcript, c)
        if 'xueji status' in c.command:     # who asks too often is not answered any more
            break
        if code not in (4, 6) and not any('OUT_OF_TURN' in l for l in lines):
            break
        time.sleep(0.1)
    return lines


def play(transcript, accept):
    """What is wrong, as a difference of lines; nothing if all came out as written."""
    try:
        return list(difference(transcript, accept))
    except AssertionError as why:
        return [str(why)]


def difference(transcript, accept):
    for part in transcript.parts:
        if isinstance(part, Clock):
            transcript.clock = part.at
            set_clock(part.at)
        if not isinstance(part, Command):
            continue
        lines = (answer_anew if accept else answer)(transcript, part)
        if lines != part.out and not accept:
            yield from part.typed
            yield from difflib.unified_diff(part.out, lines, 'written', 'came out', lineterm='')
            return
        part.out = lines


def read(words):
    for path in sorted(glob.glob(os.path.join(HERE, '*.md'))):
        name = os.path.basename(path)[:-3]
        if name != 'README' and (not words or any(w in name for w in words)):
            with open(path, encoding='utf-8') as f:
                yield Transcript(name, f.read())


def main():
    accept = '--accept' in sys.argv[1:]
    os.environ['TZ'] = 'Asia/Shanghai'
    time.tzset()
    furnish()
    passed, failed = 0, 0
    try:
        shift_clock(ENTERED)
        stack.begin()
        for t in sorted(read([w for w in sys.argv[1:] if w != '--accept']), key=lambda t: (t.ends, t.name)):
            begin = time.monotonic()
            wrong = play(t, accept)
            print('%s %6.1f s  %s' % ('FAIL' if wrong else 'ok  ', time.monotonic() - begin, t.name), flush=True)
            print('\n'.join(wrong), end='\n' if wrong else '')
            passed, failed = passed + (not wrong), failed + bool(wrong)
            if accept:
                with open(os.path.join(HERE, t.name + '.md'), 'w', encoding='utf-8') as f:
                    f.write(t.text())
    finally:
        stack.stack('stop', check=False)
    print('%d passed, %d failed' % (passed, failed))
    return failed != 0 or passed == 0


sys.exit(main())
