"""The proxy itself does what it says: each command is tried on an echo, for nothing is shown by weather that
never came."""

import os
import socket
import subprocess
import threading
import time

PORT, TARGET = 19790, 19791


class Echo:
    """What comes is sent back."""

    def __init__(self, port):
        self.server = socket.create_server(('127.0.0.1', port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            client, _ = self.server.accept()
            threading.Thread(target=self.answer, args=(client,), daemon=True).start()

    @staticmethod
    def answer(client):
        try:
            while data := client.recv(65536):
                client.sendall(data)
            client.close()
        except OSError:
            pass


class Line:
    """One connection through the proxy."""

    def __init__(self):
        self.socket = socket.create_connection(('127.0.0.1', PORT), 2)

    def say(self, data, patience=2.0):
        """(what comes back, seconds); None: nothing; False: the connection has ended."""
        self.socket.settimeout(patience)
        begin, back = time.monotonic(), b''
        try:
            self.socket.sendall(data)
            while len(back) < len(data):
                more = self.socket.recv(65536)
                if not more:
                    return False, time.monotonic() - begin
                back += more
        except socket.timeout:
            return None, patience
        except OSError:
            return False, time.monotonic() - begin
        return back, time.monotonic() - begin


def all_is_well(line, _):
    return line.say(b'x' * 200000)[0] == b'x' * 200000


def what_is_delayed_comes_late(line, command):
    command('wire', 'delay', 150)
    back, seconds = line.say(b'late')
    return back == b'late' and seconds >= 0.3


def what_dribbles_is_whole(line, command):
    command('wire', 'dribble', 3)
    return line.say(b'0123456789' * 20)[0] == b'0123456789' * 20


def one_way_is_held_and_goes_on(line, command):
    command('wire', 'hold', 'down')
    if line.say(b'held', 0.4)[0] is not None:
        return False
    command('wire', 'heal')
    return line.socket.recv(100) == b'held'


def the_deaf_never_answer(line, command):
    command('wire', 'deaf')
    new = Line()
    return line.say(b'x', 0.3)[0] is None and new.say(b'x', 0.3)[0] is None


def who_was_deaf_is_reset_in_the_end(line, command):
    command('wire', 'deaf')
    command('wire', 'heal')
    return line.say(b'x')[0] is False and Line().say(b'well')[0] == b'well'


def a_new_connection_is_refused_and_the_old_goes_on(line, command):
    command('wire', 'refuse')
    try:
        is_refused = Line().say(b'x')[0] is False
    except OSError:
        is_refused = True
    return is_refused and line.say(b'old')[0] == b'old'


def what_is_cut_has_ended(line, command):
    command('wire', 'cut')
    return line.say(b'x')[0] is False


def what_is_reset_has_ended(line, command):
    command('wire', 'reset')
    return line.say(b'x')[0] is False


def what_is_corrupted_differs_in_few_bits(line, command):
    command('wire', 'corrupt', 20000)
    data = bytes(1 << 20)
    back = line.say(data)[0]
    return len(back) == len(data) and 0 < sum(b != 0 for b in back) < 1000


TESTS = [all_is_well, what_is_delayed_comes_late, what_dribbles_is_whole, one_way_is_held_and_goes_on, the_deaf_never_answer,
         who_was_deaf_is_reset_in_the_end, a_new_connection_is_refused_and_the_old_goes_on, what_is_cut_has_ended,
         what_is_reset_has_ended, what_is_corrupted_differs_in_few_bits]


def ask(control, *words):
    """Waits for the proxy to be there."""
    for _ in range(50):
        with socket.socket(socket.AF_UNIX) as s:
            try:
                s.connect(control)
            except OSError:
                time.sleep(0.05)
                continue
            s.sendall(' '.join(map(str, words)).encode() + b'\n')
            return s.recv(100)
    raise AssertionError('no proxy')


def run(binary, control):
    """(passed, failed)"""
    Echo(TARGET)
    proxy = subprocess.Popen([binary, '1', control, 'wire=%d:%d' % (PORT, TARGET)])
    passed = 0
    try:
        assert ask(control, 'nowhere', 'cut') == b'no\n' and ask(control, 'wire', 'sing', 1) == b'no\n'
        for test in TESTS:
            ask(control, 'wire', 'heal')
            if test(Line(), lambda *words: ask(control, *words)):
                passed += 1
            else:
                print('FAIL    the proxy: ' + test.__name__.replace('_', ' '))
    finally:
        proxy.kill()
        proxy.wait()
    print('ok      %d of %d kinds of weather on a wire are what they are called' % (passed, len(TESTS)))
    return passed, len(TESTS) - passed
