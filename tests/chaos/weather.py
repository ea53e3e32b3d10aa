"""What breaks, and when: drawn from the seed, written down as it happens. A fault takes what it needs for itself, so
that no two meet that would void the promise (one broker of three at a time), lasts a while in the background,
and heals. After a kill it is measured when its victims serve again: their desks are ready, and letters move on
in every partition in which they had been moving."""

import collections
import glob
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import threading
import time

import dump
import stack

NODES = 3
PROMISE_S, WATCHDOG_S = 15, 60
CALM, STORM = 2, 12            # faults of each, by turns
LAST_S = 20                     # the last fault is so long before the last application
BASE = int(os.environ['XUEJI_POSTGRESQL_PORT'])
DATABASE = BASE + 1             # the proxies' ports: of PostgreSQL,
SEEN = stack.PORT + 60          # and of broker 1; 2 and 3 ten higher each
CONTROL = os.path.join(stack.ROOT, 'build', 'chaos', 'proxy.sock')
SLOW = os.path.join(stack.DIR, 'slow')
DISK = '/var/tmp/xueji-chaos-disk'      # where PostgreSQL's user may go
ON_SMALL_DISK, BROKER_ON_SMALL_DISK = 'county-44', 3
FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1'
SHIFTS = ('-240', '-60', '+60', '+240', '-1d')
POSTGRESQL = os.path.join(stack.DIR, 'postgresql')

Fault = collections.namedtuple('Fault', 'kind target needs begin end seconds victims')
_proxy = None


def begin(seed):
    """The proxy first: it is what daemons are told to find their servers by."""
    global _proxy
    wires = ['base=%d:%d' % (DATABASE, BASE)]
    wires += ['broker%d=%d:%d' % (n, SEEN + 10 * (n - 1), stack.PORT + 10 * (n - 1)) for n in range(1, NODES + 1)]
    _proxy = subprocess.Popen([os.path.join(stack.ENV['XUEJI_BIN'], 'chaos_proxy'), str(seed), CONTROL, *wires],
                              start_new_session=True)
    stack.ENV.update(XUEJI_DATABASE_AT='host=127.0.0.1 port=%d' % DATABASE, XUEJI_KAFKA_SEEN_PORT=str(SEEN),
                     XUEJI_POSTGRESQL_PRELOAD=os.path.join(stack.ENV['XUEJI_BIN'], 'slow_disk.so'), SLOW_DISK=SLOW)


def is_ours(pid):
    try:
        with open('/proc/%d/cmdline' % pid) as f:
            return stack.DIR in f.read()
    except OSError:
        return False


def recorded():
    """Numbers of processes of this stack, as it wrote them down."""
    for path in glob.glob(os.path.join(stack.DIR, 'run', '*.pid')) + glob.glob(os.path.join(stack.DIR, 'kafka*', 'pid')):
        with open(path) as f:
            pid = int(f.read().strip() or 0)
        if pid and is_ours(pid):
            yield pid


def end():
    """Nothing may be left behind, whatever state it is in: who is stopped goes on, and then ends in order."""
    pids = list(recorded())
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    if os.path.isdir(stack.DIR):
        be_slow(0)
    stack.stack('stop', check=False)
    for pid in filter(is_ours, pids):
        os.kill(pid, signal.SIGKILL)
    if _proxy is not None:
        _proxy.kill()
        _proxy.wait()
    for disk in disks():
        if os.path.ismount(disk):
            stack.run('umount', '-l', disk, check=False)


def command(*words):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(5)
        s.connect(CONTROL)
        s.sendall(' '.join(map(str, words)).encode() + b'\n')
        answer = s.recv(100)
    assert answer.startswith(b'ok'), (words, answer)


# -- processes: only those whose numbers are written down ----------------------------------

def instances(daemon):
    return [daemon] + [daemon + '+2'] * (daemon in stack.ENV['XUEJI_SECOND'].split())


def kafka_dir(node):
    return os.path.join(stack.DIR, 'kafka' if node == 1 else 'kafka-%d' % node)


def signal_broker(node, sig):
    with open(os.path.join(kafka_dir(node), 'pid')) as f:
        os.kill(int(f.read()), sig)


def start_broker(node):
    """Until it is in sync with the others in everything."""
    stack.run('deploy/kafka/start', kafka_dir(node), str(stack.PORT), str(node), str(NODES), check=False)
    stack.wait(brokers_are_in_sync, WATCHDOG_S, 0.5)


def brokers_are_in_sync():
    out = stack.run('kcat', '-L', '-J', '-b', '127.0.0.1:%d,127.0.0.1:%d' % (stack.PORT, stack.PORT + 10), '-m', '3', check=False)
    if out.returncode != 0:
        return False
    partitions = [p for t in json.loads(out.stdout)['topics'] for p in t['partitions']]
    return all(len(p['isrs']) == NODES for p in partitions)


def postmaster():
    with open(os.path.join(POSTGRESQL, 'data', 'postmaster.pid')) as f:
        return int(f.readline())


def start_postgresql():
    stack.run('deploy/postgresql/start', POSTGRESQL, str(BASE))


def start_daemon(name, **env):
    subprocess.run([os.path.join(stack.ROOT, 'deploy', 'stack'), 'daemon-start', stack.DIR, name], env=dict(stack.ENV, **env),
                   check=True)


def kill_daemon(name):
    stack.stack('daemon-kill', name)


# -- small disks: for a daemon's tables, for the log that PostgreSQL writes ahead, for a broker ----

def disks():
    return [DISK, DISK + '-wal', DISK + '-broker']


def mount(disk, megabytes):
    os.makedirs(disk, exist_ok=True)
    if os.path.ismount(disk):
        stack.run('umount', '-l', disk, check=False)
    return stack.run('mount', '-t', 'tmpfs', '-o', 'size=%dm,mode=0777' % megabytes, 'tmpfs', disk, check=False).returncode == 0


def move(folder, disk):
    """What is in the folder lies on that disk from now on."""
    there = os.path.join(disk, os.path.basename(folder))
    stack.run('cp', '-a', folder, there)
    shutil.rmtree(folder)
    os.symlink(there, folder)


def make_disks(minutes):
    """False: nothing may be mounted here."""
    if not mount(DISK, 100 + minutes * 20):
        return False
    make_space()
    assert mount(DISK + '-wal', 1500) and mount(DISK + '-broker', 200 + minutes * 100)
    stack.run('deploy/kafka/stop', kafka_dir(BROKER_ON_SMALL_DISK))
    move(os.path.join(kafka_dir(BROKER_ON_SMALL_DISK), 'data'), DISK + '-broker')
    start_broker(BROKER_ON_SMALL_DISK)
    stack.run('deploy/postgresql/stop', POSTGRESQL)
    move(os.path.join(POSTGRESQL, 'data', 'pg_wal'), DISK + '-wal')
    with open(os.path.join(POSTGRESQL, 'data', 'postgresql.conf'), 'a') as f:
        f.write('wal_recycle = off\n')      # or the files that are there would do for minutes
    start_postgresql()
    return True


def make_space():
    space = os.path.join(DISK, 'space')
    os.makedirs(space)
    shutil.chown(space, 'postgres')
    stack.sql('ministry-00', "create tablespace small location '%s'" % space)
    stack.stack('daemon-stop', ON_SMALL_DISK)
    stack.sql('ministry-00', 'alter database xueji_%s set tablespace small' % ON_SMALL_DISK.replace('-', '_'))
    start_daemon(ON_SMALL_DISK)


def fill(disk):
    with open(os.path.join(disk, 'filler'), 'wb', buffering=0) as f:
        for size in (1 << 20, 4096):
            try:
                while True:
                    f.write(b'x' * size)
            except OSError:
                pass


def free(disk):
    os.remove(os.path.join(disk, 'filler'))


def be_slow(ms):
    with open(SLOW, 'w') as f:
        f.write(str(ms))


# -- serving again -----------------------------------------------------------------------

def is_ready(name):
    desk = stack.Desk(name)
    try:
        desk.connect()
        desk.sock.settimeout(1)
        desk.request('GET', '/readyz')
        return desk.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        desk.close()


def positions(daemons):
    """{(daemon, topic, partition): offset}; None while the database is away."""
    script = ''.join("\\c xueji_%s\nselect '%s', topic, partition, next_offset from position;\n" % (d.replace('-', '_'), d)
                     for d in daemons)
    out = subprocess.run(['psql', '-qXAt', '-h', POSTGRESQL, '-U', 'postgres', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-f', '-'],
                         input=script.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if out.returncode != 0:
        return None
    rows = [l.split('|') for l in out.stdout.decode().splitlines()]
    return {tuple(r[:3]): int(r[3]) for r in rows if len(r) == 4}


class Sky:
    def __init__(self, seed, folder, has_disk):
        self.random, self.folder, self.has_disk = random.Random(seed), folder, has_disk
        self.log = open(os.path.join(folder, 'faults.jsonl'), 'a', encoding='utf-8')
        self.lock, self.is_over = threading.Lock(), threading.Event()
        self.busy, self.threads, self.wrong = set(), [], []
        self.counts, self.outages = collections.Counter(), []
        self.moving = set()
        self.n_faults = 0

    def write(self, **what):
        with self.lock:
            self.log.write(json.dumps(dict(t=round(time.monotonic(), 3), **what)) + '\n')
            self.log.flush()

    # -- the faults ----------------------------------------------------------------------

    def a_daemon(self):
        """Any instance of any daemon."""
        daemon = self.random.choice(stack.DAEMONS)
        name = self.random.choice(instances(daemon))
        return daemon, name

    def kill_daemon(self):
        daemon, name = self.a_daemon()
        kind = 'kill_daemon' if len(instances(daemon)) == 1 else 'kill_instance'
        return Fault(kind, name, {daemon}, lambda: kill_daemon(name), lambda: start_daemon(name),
                     self.random.choice((0, 0, 1, 2)), [daemon])

    def stop_daemon(self):
        daemon, name = self.a_daemon()
        seconds = self.random.choice((1, 1, 2, 2, 3, 3, 3, 5, 5, 5, 9, 9, 9, 9, 30))
        return Fault('stop_daemon', name, {daemon}, lambda: stack.kill(name, signal.SIGSTOP),
                     lambda: stack.kill(name, signal.SIGCONT), seconds, None)

    def kill_postmaster(self):
        def kill():
            os.kill(postmaster(), signal.SIGKILL)
        return Fault('kill_postmaster', 'postgresql', {'base'} | set(stack.DAEMONS), kill, start_postgresql, 0, list(stack.DAEMONS))

    def backend(self):
        rows = stack.sql('ministry-00', "select pid, datname from pg_stat_activity where backend_type = 'client backend'"
                                        " and datname like 'xueji%' and pid <> pg_backend_pid()").splitlines()
        return self.random.choice(sorted(rows)).split('|')

    def terminate_backend(self):
        def terminate():
            stack.sql('ministry-00', 'select pg_terminate_backend(%s)' % self.backend()[0])
        return Fault('terminate_backend', 'postgresql', {'base'}, terminate, None, 0, list(stack.DAEMONS))

    def kill_backend(self):
        """PostgreSQL takes all others down with it, and comes back by itself."""
        def kill():
            pid = int(self.backend()[0])
            with open('/proc/%d/status' % pid) as f:
                assert 'PPid:\t%d\n' % postmaster() in f.read()
            os.kill(pid, signal.SIGKILL)
        return Fault('kill_backend', 'postgresql', {'base'} | set(stack.DAEMONS), kill, None, 0, list(stack.DAEMONS))

    def kill_broker(self):
        node = self.random.randint(1, NODES)
        return Fault('kill_broker', 'broker%d' % node, {'brokers'}, lambda: signal_broker(node, signal.SIGKILL),
                     lambda: start_broker(node), self.random.choice((0, 3, 8)), list(stack.DAEMONS))

    def stop_broker(self):
        node = self.random.randint(1, NODES)

        def go_on():
            signal_broker(node, signal.SIGCONT)
            stack.wait(brokers_are_in_sync, WATCHDOG_S, 0.5)
        return Fault('stop_broker', 'broker%d' % node, {'brokers'}, lambda: signal_broker(node, signal.SIGSTOP), go_on,
                     self.random.choice((1, 3, 8, 15)), None)

    def on_a_wire(self):
        wire = self.random.choice(['base'] + ['broker%d' % n for n in range(1, NODES + 1)])
        what = [('delay', self.random.choice((20, 100, 300))), ('dribble', 100), ('hold', 'up'), ('hold', 'down'), ('hold', 'both'),
                ('deaf',), ('refuse',), ('cut',), ('reset',)]
        if wire != 'base':      # what crosses to PostgreSQL has no sum of its own: there TLS is what guards it
            what += [('corrupt', 50000)] * 2
        words = self.random.choice(what)
        seconds = 0 if words[0] in ('cut', 'reset') else self.random.choice((1, 2, 4, 7))

        def begin():
            command(wire, *words)
            if words[0] in ('refuse', 'deaf'):
                command(wire, 'reset')
        return Fault('wire_' + words[0], wire, {'base' if wire == 'base' else 'brokers'}, begin,
                     lambda: command(wire, 'heal'), seconds, None)

    def fill_disk(self):
        if not self.has_disk:
            return None
        return Fault('full_disk', ON_SMALL_DISK, {'base', ON_SMALL_DISK}, lambda: fill(DISK), lambda: free(DISK),
                     self.random.choice((2, 5)), None)

    def full_server(self, kind, target, disk, needs, start, seconds):
        """The server goes down for want of room, and cannot come up before there is some."""
        if not self.has_disk:
            return None

        def right():
            free(disk)
            start()
        return Fault(kind, target, needs, lambda: fill(disk), right, self.random.choice(seconds), None)

    def fill_wal(self):
        return self.full_server('full_disk_wal', 'postgresql', DISK + '-wal', {'base'} | set(stack.DAEMONS), start_postgresql,
                                (5, 10))

    def fill_broker(self):
        return self.full_server('full_disk_broker', 'broker%d' % BROKER_ON_SMALL_DISK, DISK + '-broker', {'brokers'},
                                lambda: start_broker(BROKER_ON_SMALL_DISK), (3, 8))

    def slow_disk(self):
        ms = self.random.choice((10, 50, 200))
        return Fault('slow_disk', 'postgresql', {'base'}, lambda: be_slow(ms), lambda: be_slow(0), self.random.choice((2, 5)), None)

    def wrong_clock(self):
        daemon, name = self.a_daemon()
        shift = self.random.choice(SHIFTS)
        if not os.path.exists(FAKETIME) or 'clock' in self.busy:
            return None

        def begin():
            kill_daemon(name)
            start_daemon(name, LD_PRELOAD=FAKETIME, FAKETIME=shift, FAKETIME_DONT_FAKE_MONOTONIC='1')

        def right():
            kill_daemon(name)
            start_daemon(name)
        return Fault('wrong_clock', '%s %s' % (name, shift), {daemon, 'clock'}, begin, right, self.random.choice((4, 8)), None)

    def draw(self, is_calm):
        """A fault whose needs are free; in calm a single kill, which is measured."""
        kinds = [(self.kill_daemon, 30), (self.kill_postmaster, 6), (self.terminate_backend, 5), (self.kill_backend, 4),
                 (self.kill_broker, 8)]
        if not is_calm:
            kinds += [(self.stop_daemon, 16), (self.stop_broker, 4), (self.on_a_wire, 26), (self.fill_disk, 4),
                      (self.fill_wal, 3), (self.fill_broker, 3), (self.slow_disk, 6), (self.wrong_clock, 6)]
        for _ in range(50):
            fault = self.random.choices([k for k, _ in kinds], [w for _, w in kinds])[0]()
            if fault and not fault.needs & self.busy:
                return fault
        return None

    # -- doing it ------------------------------------------------------------------------

    def happen(self, fault):
        """Runs in a thread of its own: breaks, waits, heals, gives free what it had."""
        alone = self.n_faults
        try:
            self.write(kind=fault.kind, target=fault.target, seconds=fault.seconds)
            begin = time.monotonic()
            fault.begin()
            before = positions(fault.victims) if fault.victims else None
            follow = threading.Thread(target=self.follow, args=(fault, begin, before, alone, len(self.busy) == len(fault.needs)))
            if fault.victims:
                follow.start()
            self.is_over.wait(fault.seconds)
            if fault.end:
                fault.end()
            if fault.victims:
                follow.join()
            self.write(kind=fault.kind, target=fault.target, healed=True)
        except Exception as why:
            self.wrong.append('%s %s: %s' % (fault.kind, fault.target, why))
            self.write(kind=fault.kind, target=fault.target, wrong=str(why))
        finally:
            with self.lock:
                self.busy -= fault.needs

    def follow(self, fault, begin, before, n_faults, was_alone):
        """How long until the victims serve again; `alone`: nothing else was broken meanwhile."""
        watched = {p for p in self.moving if p[0] in fault.victims}
        ready = moved = None
        last = watched
        while (ready is None or moved is None) and time.monotonic() < begin + WATCHDOG_S:
            time.sleep(0.2 if len(fault.victims) == 1 else 0.7)
            if ready is None and all(any(is_ready(i) for i in instances(d)) for d in fault.victims):
                ready = time.monotonic() - begin
            now = positions(fault.victims)
            if before is None:
                before = now
            elif now is not None:
                last, watched = watched or last, {p for p in watched if now.get(p, 0) <= before.get(p, 0)}
            if now is not None and not watched and moved is None:
                moved = time.monotonic() - begin
        outage = {'kind': fault.kind, 'target': fault.target, 'ready_s': ready and round(ready, 1),
                  'moved_s': moved and round(moved, 1), 'alone': was_alone and self.n_faults == n_faults,
                  'waiting': sorted('%s %s/%s' % p for p in watched), 'moved_last': sorted('%s %s/%s' % p for p in last)[:4]}
        self.outages.append(outage)
        self.write(outage=outage)

    def watch(self):
        """Which partitions letters move in; and where every child is, to be looked at by the checker."""
        last, rounds = None, 0
        while not self.is_over.wait(3):
            now = positions(stack.DAEMONS)
            if now and last:
                self.moving = {p for p in now if now[p] > last.get(p, 0)}
            last = now
            rounds += 1
            if rounds % 5 == 0:
                self.snapshot(rounds // 5)

    def snapshot(self, n):
        path = os.path.join(self.folder, 'records-%d' % n)
        try:
            dump.records(path)
        except subprocess.CalledProcessError:
            os.remove(path)     # the database is away

    def start(self, fault):
        with self.lock:
            self.busy |= fault.needs
        self.n_faults += 1
        self.counts[fault.kind] += 1
        thread = threading.Thread(target=self.happen, args=(fault,))
        thread.start()
        self.threads.append(thread)
        return thread

    def blow(self, seconds, every):
        """Calm and storm by turns. In calm one kill after the other, each when the one before it is over; in the storm
        they come at their own pace, whatever else is broken."""
        watch = threading.Thread(target=self.watch)
        watch.start()
        end = time.monotonic() + seconds - LAST_S
        phase = 0
        while time.monotonic() < end:
            is_calm = phase % (CALM + STORM) < CALM
            if is_calm and self.busy:
                time.sleep(0.1)
                continue
            phase += 1
            due = time.monotonic() + (1 if is_calm else every)
            fault = self.draw(is_calm)
            if fault:
                thread = self.start(fault)
                if is_calm:
                    thread.join()
            time.sleep(max(0, due - time.monotonic()))
        [t.join() for t in self.threads]
        self.is_over.set()
        watch.join()
