"""Clerks of tests/bench/september: a process of its own with one thread, so that what they cost can be told
from the rest. Each has a connection, files, and waits for the answer.

Closed loop (no pace): who has an answer files the next, as long as fewer than `most_open` dockets of the
school are under way; so what is filed and what is done keep step, and nothing but the machine sets
the pace. Open loop (a pace): filings fall due by the clock, whatever has become of the earlier ones; the wait for
a receipt counts from then."""

import collections
import itertools
import os
import pickle
import resource
import select
import time
import traceback

import country

LOOK_EVERY_S = 0.1      # how often it is asked what is still open
STEP_S = 0.004          # how late a filing may be that falls due
OPEN = "select count(*) from docket where closed_at = 0 and id > '%s'" % country.FIRST_ID


class Office:
    """Filings at one daemon, and the clerks who have no answer to wait for."""

    def __init__(self, daemon, filings, n_clerks, pace, most_open):
        self.filings, self.pace, self.most_open = iter(filings), pace, most_open
        desks = itertools.cycle(country.instances(daemon))
        self.idle = [country.connect(next(desks)) for _ in range(n_clerks)]
        self.psql = None if pace else country.Psql(country.database(daemon))
        self.allowed, self.n_due, self.is_out = 0, 0, False

    def look(self, n_waiting):
        if self.psql:
            self.allowed = self.most_open - self.psql.number(OPEN) - n_waiting

    def due(self, begin, now):
        """When the next filing was due; None: not yet."""
        if self.pace is None:
            return now if self.allowed > 0 else None
        at = begin + self.n_due / self.pace
        return at if at <= now else None

    def next(self):
        data = next(self.filings, None)
        self.is_out = data is None
        self.n_due += 1
        self.allowed -= 1
        return data


class Loop:
    def __init__(self, offices, seconds):
        self.offices, self.seconds = offices, seconds
        self.poll, self.busy, self.waits = select.epoll(), {}, []
        self.refused = collections.Counter()

    def hand_out(self, office, now):
        while office.idle and not office.is_out:
            at = office.due(self.begin, now)
            data = at is not None and office.next()
            if not data:
                return
            clerk = office.idle.pop()
            clerk.sendall(data)
            self.busy[clerk.fileno()] = [clerk, office, at, b'']

    def hear(self, fd, now):
        line = self.busy[fd]
        more = line[0].recv(65536)
        if not more:
            raise ConnectionError('the desk has hung up')
        line[3] += more
        answer = country.answer_in(line[3])
        if answer is None:
            return
        del self.busy[fd]
        line[1].idle.append(line[0])
        if answer[0] == 201:
            self.waits.append(now - line[2])
        else:
            self.refused[answer[1].decode()[:300]] += 1

    def look(self):
        for o in self.offices:
            o.look(sum(line[1] is o for line in self.busy.values()))

    def run(self):
        for o in self.offices:
            for clerk in o.idle:
                self.poll.register(clerk, select.EPOLLIN)
        self.begin = now = time.monotonic()
        looked = 0
        while True:
            is_over = now - self.begin >= self.seconds or all(o.is_out for o in self.offices)
            if is_over and not self.busy:
                return time.monotonic() - self.begin
            if now - looked >= LOOK_EVERY_S and not is_over:
                self.look()
                looked = now
            if not is_over:
                for o in self.offices:
                    self.hand_out(o, now)
            events = self.poll.poll(0.1 if is_over else STEP_S)
            now = time.monotonic()
            for fd, _ in events:
                self.hear(fd, now)


def _file(desks, seconds, n_clerks, pace, most_open):
    begin = resource.getrusage(resource.RUSAGE_SELF)
    share = max(1, n_clerks // len(desks))
    offices = [Office(d, f, share, pace and pace / len(desks), most_open // len(desks)) for d, f in desks.items()]
    loop = Loop(offices, seconds)
    took = loop.run()
    for o in offices:
        if o.psql:
            o.psql.close()
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {'filed': len(loop.waits), 'seconds': took, 'waits': sorted(loop.waits), 'refused': dict(loop.refused),
            'is_out': any(o.is_out for o in offices),
            'cpu_s': own.ru_utime + own.ru_stime - begin.ru_utime - begin.ru_stime + others.ru_utime + others.ru_stime}


class Apart:
    """function(*args) in a process of its own, so that what it costs, and all it holds, is gone with it. It
    begins at once; result() waits for what it returns."""

    def __init__(self, function, *args):
        out, into = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            status = 1
            try:
                os.close(out)
                with os.fdopen(into, 'wb') as f:
                    pickle.dump(function(*args), f)
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        os.close(into)
        self.out = os.fdopen(out, 'rb')

    def result(self):
        data = self.out.read()
        self.out.close()
        _, status = os.waitpid(self.pid, 0)
        assert status == 0 and data, 'the clerks have not come to the end'
        return pickle.loads(data)


class Clerks(Apart):
    """result() comes when the last has its answer."""

    def __init__(self, desks, seconds, n_clerks=64, pace=None, most_open=1000):
        super().__init__(_file, desks, seconds, n_clerks, pace, most_open)
