"""What breaks, and when."""

import json
import os
import random
import signal
import subprocess
import time

import stack

NODES = 3
SEEN = stack.PORT + 60          # the proxies' ports: of broker 1 (2 and 3 ten higher each),
DATABASE = stack.PORT + 51      # and of PostgreSQL
BASE = int(os.environ['XUEJI_POSTGRESQL_PORT'])
CONTROL = os.path.join(stack.ROOT, 'build', 'chaos', 'proxy.sock')
_proxy = None


def begin(seed):
    """The proxy first: it is what daemons are told to find their servers by."""
    global _proxy
    wires = ['base=%d:%d' % (DATABASE, BASE)]
    wires += ['broker%d=%d:%d' % (n, SEEN + 10 * (n - 1), stack.PORT + 10 * (n - 1)) for n in range(1, NODES + 1)]
    _proxy = subprocess.Popen([os.path.join(stack.ENV['XUEJI_BIN'], 'chaos_proxy'), str(seed), CONTROL, *wires],
                              start_new_session=True)
    stack.ENV.update(XUEJI_DATABASE_AT='host=127.0.0.1 port=%d' % DATABASE, XUEJI_KAFKA_SEEN_PORT=str(SEEN))


def end():
    if _proxy is not None:
        _proxy.kill()
        _proxy.wait()


class Sky:
    def __init__(self, seed, path):
        self.random = random.Random(seed)
        self.log = open(path, 'a', encoding='utf-8')

    def write(self, **what):
        self.log.write(json.dumps(dict(t=round(time.monotonic(), 3), **what)) + '\n')
        self.log.flush()

    def kill_daemon(self):
        daemon = self.random.choice(stack.DAEMONS)
        stack.kill(daemon, signal.SIGKILL)
        stack.stack('daemon-start', daemon)
        self.write(kind='kill_daemon', target=daemon)

    def blow(self, seconds, every):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(every)
            self.kill_daemon()
