"""Plans the day, lets it happen, and counts in the evening."""

import argparse
import collections
import concurrent.futures
import os
import re
import signal
import sys
import time
import traceback

import audit
import plants
import stack
import story
from cases import CASES, RENAMED

MORNING = '2026-09-02 09:00'    # a school day in the windows of transfers and of graduates
BATCH = 100                     # records a registrar enters at once


def kinds():
    with open(os.path.join(stack.ROOT, 'lib', 'core', 'business.def'), encoding='utf-8') as f:
        return re.findall(r'^BUSINESS\((\w+),', f.read(), re.M)


def begin():
    os.environ['TZ'] = 'Asia/Shanghai'
    time.tzset()
    at = time.mktime(time.strptime(MORNING, '%Y-%m-%d %H:%M'))
    stack.ENV.update(XUEJI_CLOCK_SHIFT_S=str(int(at - time.time())), XUEJI_RESEND_S='10')
    stack.begin()


def enter(plan):
    """The children's records, as their schools have them in the morning."""
    of_school = collections.defaultdict(list)
    for case, child, _ in plan:
        if child is not None and case.kind != 'enrolment':
            of_school[child.school].append(child.record())
    for school, records in sorted(of_school.items()):
        for i in range(0, len(records), BATCH):
            status, j = stack.ask(school + ':registrar:clerk', 'POST', '/v1/students', records[i:i + BATCH])
            assert status == 200, (school, status, j)


def register(plan):
    """Those whom it is asked about are known to the police, some by another name already."""
    known = ["('%s', '%s', '%s', '%s')" % (child.citizen_id, RENAMED if case.kind == 'key_change' else child.name,
                                           child.birth, child.sex)
             for i, (case, child, _) in enumerate(plan)
             if case.kind in ('key_change', 'number_change', 'formal_number') or case.kind == 'enrolment' and i % 2]
    stack.run('psql', '-qX', '-h', os.path.join(stack.DIR, 'postgresql'), '-U', 'postgres', '-d', 'population',
              '-c', 'insert into population values ' + ', '.join(known))


def live(plan, clerks):
    """Every docket of the day, and what went wrong with the people."""
    day, wrong = [], []
    with concurrent.futures.ThreadPoolExecutor(clerks) as pool:
        stories = [pool.submit(story.tell, *s) for s in plan]
        for s in concurrent.futures.as_completed(stories):
            try:
                day += s.result()
            except Exception:
                wrong.append(traceback.format_exc())
    return day, wrong


def evening(plan):
    """The batch of a spring term comes on that very evening: every temporary number a formal one, or a problem."""
    path = os.path.join(stack.DIR, 'policy', '000000.yaml')
    with open(path, encoding='utf-8') as f:
        text = f.read()
    with open(path, 'w', encoding='utf-8') as f:
        f.write(re.sub(r'^  formal_batch: .*$', '  formal_batch: ["01-01..01-01"]', text, flags=re.M))
    for d in stack.DAEMONS:
        stack.kill(d, signal.SIGHUP)
    stack.wait(lambda: audit.of_the_batch(), 60, every=1)
    stack.wait(lambda: all(stack.sql('school-' + p, audit.TO_BATCH) == '0' for p in audit.PROVINCES), 120, every=1)


def settle():
    def idle():
        return all(stack.sql(d, 'select count(*) from outbox') == '0' for d in stack.DAEMONS)
    try:
        stack.wait(idle, 120, every=1)
    except AssertionError:
        pass                    # the audit names what waits


def print_day(day):
    table = collections.Counter((k.kind, k.state or k.refused) for k in day)
    table.update(('formal_batch', 'completed' if done else 'refused') for _, done in audit.of_the_batch().values())
    for (kind, state), n in sorted(table.items()):
        print('%6d  %-20s %s' % (n, kind, state))


def check(name, what, *args):
    try:
        what(*args)
        print('ok      ' + name, flush=True)
        return True
    except Exception as why:
        print('FAIL    %s\n        %s: %s' % (name, type(why).__name__, str(why)[:2000]), flush=True)
        return False


def everybody_could_work(wrong):
    assert not wrong, '%d stories: %s' % (len(wrong), '\n'.join(wrong[:3]))


def every_kind_of_business_was_done(day):
    done = {k.kind for k in day if k.state == 'completed'}
    if any(is_completed for _, is_completed in audit.of_the_batch().values()):
        done.add('formal_batch')
    assert done == set(kinds()), set(kinds()) ^ done


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--dockets', type=int, default=2000)
    p.add_argument('--clerks', type=int, default=32)
    p.add_argument('--seed', type=int, default=1)
    options = p.parse_args()
    plan = story.plan(options.dockets, options.seed, CASES)
    try:
        begin()
        enter(plan)
        register(plan)
        start = time.monotonic()
        day, wrong = live(plan, options.clerks)
        settle()
        in_the_evening = check('the_batch_of_the_evening_came_to_its_end', evening, plan)
        settle()
        print('%d dockets in %.0f s, seed %d' % (len(day), time.monotonic() - start, options.seed))
        print_day(day)
        done = [in_the_evening, check('everybody_could_work', everybody_could_work, wrong),
                check('every_kind_of_business_was_done', every_kind_of_business_was_done, day)]
        done += [check(c.__name__, c, day) for c in audit.CHECKS]
        done += [check(c.__name__ + ' can fail', plants.is_found, c, plant, day) for c, plant in plants.PLANTS]
    finally:
        stack.stack('stop', check=False)
    print('%d passed, %d failed' % (sum(done), len(done) - sum(done)))
    return not all(done)


sys.exit(main())
