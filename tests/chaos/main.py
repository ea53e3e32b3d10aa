"""A run: plan it, start a stack with weather on its wires, let people work and things break, wait until
everything is quiet, write it all down, and have it checked by somebody else."""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import cases
import dump
import faulty
import stack
import weather

HERE = os.path.dirname(os.path.abspath(__file__))
DIR = os.path.join(stack.ROOT, 'build', 'chaos')
DUMP = os.path.join(DIR, 'dump')
MORNING = '2026-09-02 09:00'    # a school day in the window of transfers
SECOND = ['school-43', 'county-43', 'province-44']
# From, to, of a hundred.
WAYS = [('2144000101', '2143000101', 50), ('2143000102', '2143000101', 20), ('2143000103', '2143000101', 20),
        ('2144000101', '2143000102', 10)]
OFFICES = ['430102', '430104', '440103', '430100', '440100', '430000', '440000', '000000']
RIVALS = 3                      # of a hundred children: two schools file at the same moment


def uuid7(random_, i):
    ms = int(time.time() * 1000) + i
    tail = random_.getrandbits(74)
    text = '%012x7%03x%016x' % (ms, tail >> 62, 0x8000000000000000 | tail & (1 << 62) - 1)
    return '-'.join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def application(random_, i, at, way, child):
    return {'docket': uuid7(random_, i), 'at': at, 'from': way[0], 'to': way[1],
            'student': {'number': child.number, 'name': child.name, 'citizen_id': child.citizen_id, 'grade': child.grade}}


def plan(options):
    random_ = random.Random(options.seed)
    applications, children = [], []
    for i in range(int(options.minutes * 60 * options.rate)):
        way = random_.choices(WAYS, [w[2] for w in WAYS])[0]
        child = cases.Child(way[:1])
        children.append(child)
        applications.append(application(random_, i, i / options.rate, way, child))
        if random_.randrange(100) < RIVALS:
            other = '2143000105' if way[1] == '2143000101' else '2143000101'
            applications.append(application(random_, i, i / options.rate, (way[0], other), child))
    units = sorted({u for w in WAYS for u in w[:2]} | {'2143000105', '430202', '430200'} | set(OFFICES))
    return {'seed': options.seed, 'second': SECOND, 'units': units, 'applications': applications}, children


def begin(options):
    os.environ['TZ'] = 'Asia/Shanghai'
    time.tzset()
    at = time.mktime(time.strptime(MORNING, '%Y-%m-%d %H:%M'))
    stack.ENV.update(XUEJI_CLOCK_SHIFT_S=str(int(at - time.time())), XUEJI_RESEND_S='3', XUEJI_SECOND=' '.join(SECOND),
                     XUEJI_KAFKA_NODES=str(weather.NODES))
    weather.begin(options.seed)
    stack.begin()


def enter(children):
    by_school = {}
    for child in children:
        by_school.setdefault(child.school, []).append(child.record())
    for school, records in sorted(by_school.items()):
        for i in range(0, len(records), 500):
            status, j = stack.ask(school + ':registrar:clerk', 'POST', '/v1/students', records[i:i + 500])
            assert status == 200, (school, status, j)


def is_quiet():
    return all(stack.sql(d, 'select (select count(*) from outbox) + (select count(*) from docket where state = 0)') == '0'
               for d in stack.DAEMONS)


def settle(seconds):
    """The checker names what is still open then."""
    end = time.monotonic() + seconds
    while not is_quiet() and time.monotonic() < end:
        time.sleep(1)


def live(options, the_plan):
    """People and weather, until both are over."""
    with open(os.path.join(DIR, 'plan.json'), 'w', encoding='utf-8') as f:
        json.dump(the_plan, f, ensure_ascii=False)
    clerks = subprocess.Popen([sys.executable, os.path.join(HERE, 'clerks.py'), os.path.join(DIR, 'plan.json'),
                               os.path.join(DUMP, 'history.jsonl')], start_new_session=True)
    try:
        sky = weather.Sky(options.seed, os.path.join(DUMP, 'faults.jsonl'))
        sky.blow(options.minutes * 60, options.every)
        settle(120)
        assert clerks.poll() is None, 'the clerks have died'
        return sky
    finally:
        clerks.terminate()
        clerks.wait(60)


def run(options):
    shutil.rmtree(DUMP, ignore_errors=True)
    os.makedirs(DUMP)
    the_plan, children = plan(options)
    try:
        begin(options)
        enter(children)
        stack.wait(lambda: all(stack.sql(d, 'select count(*) from outbox') == '0' for d in stack.DAEMONS), 120, 1)
        dump.records(os.path.join(DUMP, 'records-begin'))
        live(options, the_plan)
        dump.everything(DUMP)
    finally:
        weather.end()
        stack.stack('stop', check=False)


def check():
    return subprocess.run([sys.executable, os.path.join(HERE, 'check.py'), DUMP]).returncode == 0


def options():
    p = argparse.ArgumentParser()
    p.add_argument('--minutes', type=float, default=5)
    p.add_argument('--rate', type=float, default=35)
    p.add_argument('--every', type=float, default=4.5)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--again', action='store_true', help='check what the last run left behind')
    return p.parse_args()


def main():
    for sig in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sig, lambda *_: sys.exit(130))
    the_options = options()
    if not the_options.again:
        run(the_options)
    is_sound = check()
    passed, failed = faulty.run(DUMP, DIR)
    passed, failed = passed + is_sound, failed + (not is_sound)
    print('%d passed, %d failed' % (passed, failed))
    return failed != 0


sys.exit(main())
