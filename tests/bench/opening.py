"""A fair opening: tests/bench/september --phases opening. First records are offered to one school daemon at a
pace that nothing slows down, one county's schools with half of them, five other counties' schools with the rest.
The two have clerks of their own, or the one county would hold all of them and its neighbours would wait for a clerk and
not for the desk. Who is put off comes again after the time named, as a client would, until he has a receipt
or the phase is over."""

import collections
import heapq
import itertools
import re
import select
import time

import country
import usage
from clerks import Apart
from country import DAEMONS

DESK = 'school-43'
BIG = ('2143000101', '2143000102')      # both of 430102
OTHERS = ('2143000103', '2143000104', '2143000105', '2143000106', '2143000107')
PACE = 5000             # a second: 300,000 a minute
CLERKS = 300            # of each side: the desk closes what comes beyond 700 connections without an answer
PATIENCE = 3            # times the seconds of offering, until the phase is over
STEP_S = 0.002
RETRY_AFTER = re.compile(rb'\r\nretry-after: *(\d+)', re.I)


def _filings(schools, n):
    turn = itertools.cycle(schools)
    return [country.filing('enrolment', c['school'], c) for c in
            (country.beginner(next(turn)) for _ in range(n))]


def _connect():
    """As soon as there is room: a socket of this kind refuses who comes when too many wait to be let in."""
    while True:
        try:
            return country.connect(DESK)
        except BlockingIOError:
            time.sleep(STEP_S)


class Side:
    """Filings of one side in the order in which they fall due, those put off, and its clerks."""

    def __init__(self, schools, n, pace):
        self.filings, self.pace = _filings(schools, n), pace
        self.n_first, self.put_off, self.idle = 0, [], collections.deque()
        self.receipts, self.whole, self.refused = [], [], collections.Counter()
        self.n_offers, self.n_untold = 0, 0

    def connect(self):
        self.idle.extend(_connect() for _ in range(CLERKS))

    def next(self, begin, now):
        """(which, since when this offer waits), or None. Who was told to come again goes first."""
        if self.put_off and self.put_off[0][0] <= now:
            at, i = heapq.heappop(self.put_off)
            return i, at
        at = begin + self.n_first / self.pace
        if self.n_first < len(self.filings) and at <= now:
            self.n_first += 1
            return self.n_first - 1, at
        return None

    def answered(self, begin, now, offer, data):
        i, at = offer
        status, body = country.answer_in(data)
        if status == 201:
            self.receipts.append(now - at)
            self.whole.append(now - begin - i / self.pace)
            return
        told = RETRY_AFTER.search(data, 0, data.find(b'\r\n\r\n'))
        self.refused[re.sub(rb'.*"verdict": *"(\w+)".*', rb'\1', body, flags=re.S).decode()[:40]] += 1
        self.n_untold += told is None
        if told:
            heapq.heappush(self.put_off, (now + int(told.group(1)), i))

    def n_left(self):
        return len(self.filings) - len(self.receipts) - self.n_untold

    def figures(self, begin, end, percentiles, busy):
        """Who has no receipt at the end has waited until then at least, and counts with that."""
        waits = self.receipts + [end - at for _, at in busy]
        waits += [end - begin - i / self.pace for i in range(self.n_first, len(self.filings))]
        return {'filings_count': len(self.filings), 'receipts_count': len(self.receipts),
                'offers_count': self.n_offers, 'never_offered_count': len(self.filings) - self.n_first,
                'receipt_ms': percentiles([1000 * w for w in waits]),
                'with_waits_told_ms': percentiles([1000 * w for w in self.whole]),
                'refused_count': dict(self.refused), 'refused_without_a_time_count': self.n_untold}


class Opening:
    def __init__(self, sides, seconds):
        self.sides, self.seconds, self.busy, self.poll = sides, seconds, {}, select.epoll()

    def hand_out(self, side, now):
        while side.idle:
            offer = side.next(self.begin, now)
            if offer is None:
                return
            clerk = side.idle.popleft()
            clerk.sendall(side.filings[offer[0]])
            side.n_offers += 1
            self.busy[clerk.fileno()] = [clerk, side, offer, b'']

    def connect_again(self, fd):
        """The desk ends a connection that was idle for a minute, as those are whose clerk was told to wait."""
        for side in self.sides.values():
            for clerk in [c for c in side.idle if c.fileno() == fd]:
                side.idle.remove(clerk)
                clerk.close()
                side.idle.append(_connect())
                self.poll.register(side.idle[-1], select.EPOLLIN)

    def hear(self, fd, now):
        line = self.busy.get(fd)
        if line is None:
            self.connect_again(fd)
            return
        more = line[0].recv(65536)
        if not more:
            raise ConnectionError('the desk has hung up')
        line[3] += more
        if country.answer_in(line[3]) is None:
            return
        del self.busy[fd]
        line[1].idle.append(line[0])
        line[1].answered(self.begin, now, line[2], line[3])

    def run(self, percentiles):
        for side in self.sides.values():
            side.connect()
            for clerk in side.idle:
                self.poll.register(clerk, select.EPOLLIN)
        self.begin = now = time.monotonic()
        at_end = None       # of the offering
        while any(s.n_left() for s in self.sides.values()) and now - self.begin < PATIENCE * self.seconds:
            events = self.poll.poll(STEP_S)
            now = time.monotonic()
            for fd, _ in events:
                self.hear(fd, now)
            for side in self.sides.values():
                self.hand_out(side, now)
            if at_end is None and now - self.begin >= self.seconds:
                at_end = sum(len(s.receipts) for s in self.sides.values())
        figures = {name: s.figures(self.begin, now, percentiles, [b[2] for b in self.busy.values() if b[1] is s])
                   for name, s in self.sides.items()}
        offers = sum(s.n_offers for s in self.sides.values())
        received = sum(len(s.receipts) for s in self.sides.values())
        return dict(figures, offering_s=self.seconds, lasted_s=now - self.begin,
                    offers_reached_per_s=offers / (now - self.begin), receipts_per_s=received / (now - self.begin),
                    receipts_at_the_end_of_the_offering_count=received if at_end is None else at_end)


def measure(day, percentiles):
    """The figures of the phase; day is that of tests/bench/september."""
    pace, seconds = day.args.pace, day.args.seconds
    half = int(pace * seconds / 2)
    sides = {'big_county': Side(BIG, half, pace / 2), 'others': Side(OTHERS, half, pace / 2)}
    usage.forget_peaks()
    before = country.metrics(DESK)
    figures = Apart(Opening(sides, seconds).run, percentiles).result()
    begin = time.monotonic()
    day.drain()
    figures['drained_after_s'] = time.monotonic() - begin
    figures['put_off_by_the_desk_count'] = country.metrics(DESK).get('filings_put_off_total', 0) - \
        before.get('filings_put_off_total', 0)
    figures['peak_rss_mib'] = {d: m for d, m in usage.peak_rss_mib().items() if d.split('+')[0] in DAEMONS}
    return figures
