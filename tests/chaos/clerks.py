"""The people: registrars who file at a steady pace, heads who decide what lies on their desks, somebody
who only looks. They write a history of what they asked and what they were told, one JSON object a line,
appended and synced, and nothing of it comes from the system itself:

    {"op", "t" (monotonic), "type": "invoke", "f", "who", "docket", ...}
    {"op", "t", "type": "ok", "n"}            it was answered, so it was done
    {"op", "t", "type": "fail", "verdict"}    it was refused, or nobody was there: it was not done
    {"op", "t", "type": "unknown"}            no answer, or "busy": it may have been done or not

Registrars keep their pace as long as the desks keep up: where FULL dockets wait, nobody files more.

    clerks.py PLAN HISTORY      from the plan main.py wrote; SIGUSR1 ends the filing, SIGTERM everything"""

import collections
import http.client
import itertools
import json
import os
import random
import signal
import sys
import threading
import time
import zlib

import stack

PATIENCE_S = 10
FILERS = 16
HEADS = {True: 4, False: 2}     # at a desk: of the school that most children go to, of all others
FULL = 150
GROUNDS = {'receiving': 'NO_SEAT', 'sending': 'UNDER_SANCTION'}


class History:
    def __init__(self, path):
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self.ops = itertools.count(1)

    def write(self, op, type_, **more):
        line = json.dumps(dict(op=op, t=round(time.monotonic(), 4), type=type_, **more), ensure_ascii=False)
        os.write(self.file, line.encode() + b'\n')

    def sync_for_ever(self):
        while True:
            time.sleep(1)
            os.fsync(self.file)


class Clerk:
    """One officer with one connection, which is made anew when it was lost: to any of the instances."""

    def __init__(self, office, unit, role, officer):
        self.office, self.who = office, '%s:%s:%s' % (unit, role, officer)
        self.unit, self.desk = unit, None
        daemon = stack.daemon_of(unit)
        self.doors = [daemon] + [daemon + '+2'] * (daemon in office.plan['second'])

    def close(self):
        if self.desk:
            self.desk.close()
        self.desk = None

    def ask(self, method, path, body=None):
        """(status, JSON); status 0: certainly not heard, None: nobody knows."""
        try:
            if self.desk is None:
                self.desk = stack.Desk(random.choice(self.doors))
                self.desk.connect()
                self.desk.sock.settimeout(PATIENCE_S)
        except OSError:
            self.close()
            return 0, None
        try:
            self.desk.request(method, path, None if body is None else json.dumps(body), {'X-Xueji-As': self.who})
            answer = self.desk.getresponse()
            text = answer.read()
            if answer.will_close:
                self.close()
            return answer.status, json.loads(text)
        except (OSError, http.client.HTTPException, ValueError):
            self.close()
            return None, None

    def do(self, f, docket, method, path, body=None, **more):
        """One line when it is asked, one when it is known; True: done, False: not done, None: who knows."""
        history = self.office.history
        op = next(history.ops)
        history.write(op, 'invoke', f=f, who=self.who, docket=docket, **more)
        status, j = self.ask(method, path, body)
        if status in (200, 201, 202):
            told = {'n': j['n']} if 'n' in j else {}
            if f == 'read':
                told['state'] = j['state']
            if status == 202:
                told['underway'] = True
            history.write(op, 'ok', **told)
            return True
        if status is None or status >= 500:
            history.write(op, 'unknown', status=status)
            return None
        history.write(op, 'fail', verdict=j['verdict'] if j else 'UNREACHABLE')
        return False if status else None


class Office:
    def __init__(self, plan, history):
        self.plan, self.history = plan, history
        self.is_over, self.is_closed = threading.Event(), threading.Event()
        self.waiting = collections.Counter()
        self.refused = set()
        self.filed = []
        self.next = itertools.count()
        self.begin = time.monotonic()

    # -- filing --------------------------------------------------------------------------

    def file_all(self, k):
        clerks = {}
        for i in self.next:
            while any(n >= FULL for n in self.waiting.values()) and not self.is_closed.wait(0.3):
                pass
            if i >= len(self.plan['applications']) or self.is_closed.is_set():
                return
            a = self.plan['applications'][i]
            clerk = clerks.setdefault(a['to'], Clerk(self, a['to'], 'registrar', 'clerk%d' % k))
            if self.is_closed.wait(max(0, self.begin + a['at'] - time.monotonic())):
                return
            self.file(clerk, a)

    def file(self, clerk, a):
        body = {'docket': a['docket'], 'kind': 'transfer', 'sending_school': a['from'], 'reason': '随父母迁居',
                'student': a['student']}
        while not self.is_over.is_set():
            done = clerk.do('file', a['docket'], 'POST', '/v1/dockets', body, student=a['student']['number'])
            if done:
                self.filed.append(a)
            if done is not None:
                return
            time.sleep(0.5)

    # -- deciding ------------------------------------------------------------------------

    def decide_all(self, unit, k, n):
        head, registrar = Clerk(self, unit, 'head', 'head%d' % k), Clerk(self, unit, 'registrar', 'filer%d' % k)
        while not self.is_over.is_set():
            status, rows = head.ask('GET', '/v1/inbox?limit=%d' % FULL)
            rows = rows if status == 200 else []
            self.waiting[unit] = len(rows)
            mine = [r for r in rows if self.is_mine(r, k, n)]
            for row in mine:
                self.decide(head, registrar, row)
            if not mine:
                time.sleep(0.3 if status == 200 else 1)

    @staticmethod
    def is_mine(row, k, n):
        """Some heads share a desk; now and then all reach for the same docket."""
        draw = zlib.crc32(row['docket'].encode())
        return draw % n == k or draw % 37 == 0

    def decide(self, head, registrar, row):
        docket, stage = row['docket'], row['stage']
        draw = zlib.crc32((docket + stage).encode()) % 100
        path = '/v1/dockets/%s/' % docket
        if stage == 'answer':
            _, j = registrar.ask('GET', path[:-1])
            is_final = not j or 'entries' not in j or j['entries'][-1]['action'] == 'failed' or draw < 50
            verb = 'withdraw' if is_final else 'object' if row['scope'] == 'within_county' else 'correct'
            (head if verb == 'object' else registrar).do(verb, docket, 'POST', path + verb, {'reason': '按规定办理'})
        elif stage == 'coordination':
            head.do('overrule', docket, 'POST', path + 'overrule', {'reason': '按规定办理'})
        elif draw < 4 and docket not in self.refused and stage.split('_')[0] in GROUNDS:
            self.refused.add(docket)
            head.do('refuse', docket, 'POST', path + 'refuse',
                    {'code': GROUNDS[stage.split('_')[0]], 'reason': '按规定办理'})
        else:
            head.do('approve', docket, 'POST', path + 'approve', {'reason': ''})

    # -- looking -------------------------------------------------------------------------

    def look(self):
        clerks = {}
        while not self.is_over.wait(0.2):
            if self.filed:
                a = random.choice(self.filed[-400:])
                unit = random.choice((a['to'], a['to'], a['from']))
                clerk = clerks.setdefault(unit, Clerk(self, unit, 'registrar', 'reader'))
                clerk.do('read', a['docket'], 'GET', '/v1/dockets/' + a['docket'])

    def work(self):
        people = [threading.Thread(target=self.file_all, args=(k,)) for k in range(FILERS)]
        for unit in self.plan['units']:
            n = HEADS[unit == self.plan['busiest']]
            people += [threading.Thread(target=self.decide_all, args=(unit, k, n)) for k in range(n)]
        people.append(threading.Thread(target=self.look))
        threading.Thread(target=self.history.sync_for_ever, daemon=True).start()
        [p.start() for p in people]
        [p.join() for p in people]
        os.fsync(self.history.file)


def main(plan_path, history_path):
    with open(plan_path, encoding='utf-8') as f:
        plan = json.load(f)
    random.seed(plan['seed'])
    office = Office(plan, History(history_path))
    signal.signal(signal.SIGUSR1, lambda *_: office.is_closed.set())
    signal.signal(signal.SIGTERM, lambda *_: (office.is_closed.set(), office.is_over.set()))
    office.work()


main(*sys.argv[1:])
