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
import wires

HERE = os.path.dirname(os.path.abspath(__file__))
DIR = os.path.join(stack.ROOT, 'build', 'chaos')
DUMP = os.path.join(DIR, 'dump')
RESULTS = os.path.join(DIR, 'results.json')
MORNING = '2026-09-02 09:00'    # a school day in the window of transfers
SECOND = ['school-43', 'county-43', 'province-44']
# From, to, of a hundred.
WAYS = [('2144000101', '2143000101', 50), ('2143000102', '2143000101', 20), ('2143000103', '2143000101', 20),
        ('2144000101', '2143000102', 10)]
RIVAL = '2143000105'
OFFICES = ['430102', '430104', '430202', '440103', '430100', '430200', '440100', '430000', '440000', '000000']
RIVALS = 3                      # of a hundred children: two schools file at the same moment
PATIENCE_S = 90                 # in which something has to move
ROUND_MINUTES = 8


def uuid7(random_, ms):
    tail = random_.getrandbits(74)
    text = '%012x7%03x%016x' % (ms, tail >> 62, 0x8000000000000000 | tail & (1 << 62) - 1)
    return '-'.join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def application(random_, ms, at, sender, receiver, child):
    return {'docket': uuid7(random_, ms), 'at': at, 'from': sender, 'to': receiver,
            'student': {'number': child.number, 'name': child.name, 'citizen_id': child.citizen_id, 'grade': child.grade}}


def child_at(school, taken):
    """Nobody of the demonstration, who is at a school already."""
    while True:
        child = cases.Child((school,))
        if child.number not in taken:
            return child


def plan(options):
    random_, now = random.Random(options.seed), int(time.time() * 1000)
    applications, children, taken = [], [], {s['number'] for s in stack.load_students()}
    for i in range(int(options.minutes * 60 * options.rate)):
        sender, receiver, _ = random_.choices(WAYS, [w[2] for w in WAYS])[0]
        child = child_at(sender, taken)
        children.append(child)
        applications.append(application(random_, now + i, i / options.rate, sender, receiver, child))
        if random_.randrange(100) < RIVALS:
            applications.append(application(random_, now + i, i / options.rate, sender, RIVAL, child))
    units = sorted({u for w in WAYS for u in w[:2]} | {RIVAL} | set(OFFICES))
    return {'seed': options.seed, 'second': SECOND, 'units': units, 'busiest': WAYS[0][1], 'applications': applications}, children


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
    stack.wait(lambda: all(stack.sql(d, 'select count(*) from outbox') == '0' for d in stack.DAEMONS), 120, 1)
    dump.records(os.path.join(DUMP, 'records-begin'))


def left():
    """What is still under way: open dockets and letters without receipt, of every daemon."""
    return [stack.sql(d, 'select (select count(*) from outbox), (select count(*) from docket where state = 0),'
                         ' (select sum(n) from docket)') for d in stack.DAEMONS]


def settle():
    """Until all is quiet, or nothing has moved for so long; the checker names what is still open then."""
    last, since = None, time.monotonic()
    while time.monotonic() < since + PATIENCE_S:
        now = left()
        if all(row.startswith('0|0|') for row in now):
            return
        if now != last:
            last, since = now, time.monotonic()
        time.sleep(1)


def live(options, the_plan):
    """People and weather, until both are over."""
    with open(os.path.join(DIR, 'plan.json'), 'w', encoding='utf-8') as f:
        json.dump(the_plan, f, ensure_ascii=False)
    has_disk = weather.make_disks(int(options.minutes))
    clerks = subprocess.Popen([sys.executable, os.path.join(HERE, 'clerks.py'), os.path.join(DIR, 'plan.json'),
                               os.path.join(DUMP, 'history.jsonl')], start_new_session=True)
    try:
        sky = weather.Sky(options.seed, DUMP, has_disk)
        sky.blow(options.minutes * 60, options.every)
        begin_ = time.monotonic()
        clerks.send_signal(signal.SIGUSR1)
        settle()
        assert clerks.poll() is None, 'the clerks have died'
        return sky, time.monotonic() - begin_
    finally:
        clerks.terminate()
        clerks.wait(60)


def run(options):
    """What happened, for results.json."""
    shutil.rmtree(DUMP, ignore_errors=True)
    os.makedirs(DUMP)
    the_plan, children = plan(options)
    begin_ = time.monotonic()
    try:
        begin(options)
        enter(children)
        sky, quiet_s = live(options, the_plan)
        dump.everything(DUMP)
    finally:
        weather.end()
    return {'seed': options.seed, 'minutes': options.minutes, 'rate': options.rate, 'faults': sum(sky.counts.values()),
            'faults_by_kind': dict(sorted(sky.counts.items())), 'faults_that_went_wrong': sky.wrong, 'outages': sky.outages,
            'quiet_after_s': round(quiet_s, 1), 'run_s': round(time.monotonic() - begin_, 1)}


def outage_s(outage):
    return max(outage['ready_s'] or weather.WATCHDOG_S, outage['moved_s'] or weather.WATCHDOG_S)


def judge(results):
    """What a single kill did to the service, and how that stands to the promise."""
    for outage in results['outages']:
        outage['served_s'] = outage_s(outage)
    single = [o for o in results['outages'] if o['alone']]
    results.update(kills_alone=len(single), longest_outage_s=max(map(outage_s, single), default=0),
                   kills_longer_than_promised=[o for o in single if outage_s(o) > weather.PROMISE_S])


def check():
    """(is it sound, what was counted). The checker is a program of its own."""
    status = subprocess.run([sys.executable, os.path.join(HERE, 'check.py'), DUMP]).returncode
    with open(os.path.join(DUMP, 'check.json'), encoding='utf-8') as f:
        return status == 0, json.load(f)


def show(results, counts):
    """In one block, to be read."""
    print('seed %d: %d faults in %.1f minutes' % (results['seed'], results['faults'], results['minutes']))
    for kind, n in results['faults_by_kind'].items():
        print('    %4d  %s' % (n, kind))
    for wrong in results['faults_that_went_wrong']:
        print('    went wrong: %s' % wrong)
    print('%(applications)d applications: %(completed)d completed, %(withdrawn)d withdrawn; %(entries)d stamps' % counts)
    print('%.1f applications and %.0f decisions of officers a second' % (
        counts['applications'] / counts['load_s'], sum(counts['operations'].values()) / counts['load_s']))
    print('%d operations of clerks: %s' % (sum(counts['operations'].values()), counts['operations']))
    print('%(letters)d letters, %(deliveries)d deliveries; %(duplicates_removed)d entries came again and were taken once; '
          '%(snapshots)d snapshots' % counts)
    print('%d kills with nothing else broken: longest until serving again %.1f s, longer than %d s: %d' % (
        results['kills_alone'], results['longest_outage_s'], weather.PROMISE_S, len(results['kills_longer_than_promised'])))
    for o in results['kills_longer_than_promised']:
        print('    %(kind)s %(target)s: ready after %(ready_s)s s, letters moved after %(moved_s)s s, last in %(moved_last)s; not in %(waiting)s' % o)
    print('quiet %.0f s after the last fault; %.0f s in all' % (results['quiet_after_s'], results['run_s']))


def tell(name, is_so):
    print('%-8s%s' % ('ok' if is_so else 'FAIL', name), flush=True)
    return is_so


def is_served(results):
    """The promise is counted in the block above; the watchdog alone fails the run, machines are slow at times."""
    return all(o['ready_s'] and o['moved_s'] for o in results['outages'] if o['alone'])


def round_of(options):
    """One stack from its beginning to its end, and whether all is well with what it left. (passed, failed, results)"""
    if options.again:
        with open(RESULTS, encoding='utf-8') as f:
            results = json.load(f)
    else:
        results = run(options)
    judge(results)
    is_sound, counts = check()
    results.update(counts)
    with open(RESULTS, 'w', encoding='utf-8') as f:
        json.dump(results, f, indent=1)
    show(results, counts)
    done = [tell('nothing is lost, doubled, torn, skipped, split, orphan, unsent, went back, hasty or miscounted', is_sound),
            tell('after every single kill all was served again', is_served(results)),
            tell('every fault could be made and healed', not results['faults_that_went_wrong']),
            tell('something broke and something was done all the same', results['faults'] > 0 and counts['completed'] > 0)]
    return sum(done), len(done) - sum(done), results


def rounds_of(options):
    """A long run is many of them, each with a seed of its own: what lies about has to fit into memory to be checked."""
    n = max(1, round(options.minutes / ROUND_MINUTES))
    for i in range(n):
        yield argparse.Namespace(**dict(vars(options), minutes=options.minutes / n, seed=options.seed + i))


def add_up(all_, results):
    """results.json of many rounds: numbers add up, the longest stays the longest."""
    for key, value in results.items():
        if key in ('longest_outage_s', 'quiet_after_s'):
            all_[key] = max(value, all_.get(key, 0))
        elif isinstance(value, dict):
            add_up(all_.setdefault(key, {}), value)
        elif key in ('seed', 'rate'):
            all_.setdefault(key, value)
        else:
            all_[key] = all_.get(key, type(value)()) + value


def options():
    p = argparse.ArgumentParser()
    p.add_argument('--minutes', type=float, default=5)
    p.add_argument('--rate', type=float, default=40, help='applications a second, as long as desks keep up')
    p.add_argument('--every', type=float, default=1.7, help='seconds between faults of a storm')
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--again', action='store_true', help='check what the last run left behind')
    return p.parse_args()


def main():
    for sig in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
        signal.signal(sig, lambda *_: sys.exit(130))
    o = options()
    os.makedirs(DIR, exist_ok=True)
    passed, failed = wires.run(os.path.join(stack.ENV['XUEJI_BIN'], 'chaos_proxy'), weather.CONTROL)
    all_ = {}
    for one in rounds_of(o):
        signal.alarm(int(one.minutes * 60) + 900)
        good, bad, results = round_of(one)
        passed, failed = passed + good, failed + bad
        add_up(all_, results)
    with open(RESULTS, 'w', encoding='utf-8') as f:
        json.dump(all_, f, indent=1)
    good, bad = faulty.run(DUMP, DIR)
    print('%d passed, %d failed' % (passed + good, failed + bad))
    return failed + bad != 0


sys.exit(main())
