"""Bad weather: brokers and databases that are away, die or lose their disks, daemons that are
killed or stopped in the middle. Whatever got its answer is neither lost nor done twice,
and everything goes on by itself."""

import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time

import stack
from stack import (DAEMONS, HERE, HERE_COUNTY, INTER_PROVINCE, ON_THE_ROUTE, THERE, act, approve_at,
                   ask, ends, file, filing, kill, kill_and_restart, raw, reaches, run, show,
                   sql, wait, walk)

_students = stack.STUDENTS
_KAFKA = os.path.join(stack.DIR, 'kafka')
_POSTGRESQL = os.path.join(stack.DIR, 'postgresql')


def _completes(docket, student, seconds=90):
    ends(docket, 'completed', ON_THE_ROUTE, seconds)
    entries = show(HERE, docket)['entries']
    assert [e['n'] for e in entries] == list(range(1, 12)), entries
    for unit in ON_THE_ROUTE:
        assert [e['hash'] for e in show(unit, docket)['entries']] == [e['hash'] for e in entries]
    assert stack.is_in_one_place(student, [HERE, THERE]) == [HERE]


def _kill_kafka():
    with open(os.path.join(_KAFKA, 'pid')) as f:
        pid = int(f.read())
    os.kill(pid, signal.SIGKILL)
    wait(lambda: not os.path.exists('/proc/%d/cmdline' % pid)
         or open('/proc/%d/cmdline' % pid).read() == '')     # its port is free then


def _start_kafka():
    run('deploy/kafka/start', _KAFKA, str(stack.PORT))


def _create_topics():
    run(os.path.join(stack.ENV['XUEJI_BIN'], 'xueji'), 'topics', 'create', '--brokers',
        '127.0.0.1:%d' % stack.PORT, '--provinces', '43,44')


def _kill_postgresql():
    with open(os.path.join(_POSTGRESQL, 'data', 'postmaster.pid')) as f:
        os.kill(int(f.readline()), signal.SIGKILL)
    time.sleep(0.5)


def each_daemon_is_killed_between_any_two_steps():
    student = _students.take(THERE)
    docket = file(student)

    def between(_):
        """One after the other; the docket may be on its way meanwhile."""
        for daemon in DAEMONS:
            kill_and_restart(daemon)
    walk(docket, between=between, seconds=60)
    between(None)
    _completes(docket, student)


def all_daemons_are_killed_at_once_under_load():
    students = [_students.take(THERE) for _ in range(6)]
    dockets = [file(s) for s in students]
    threads = [threading.Thread(target=walk, args=(d,), kwargs={'seconds': 120}) for d in dockets]
    [t.start() for t in threads]
    for _ in range(3):
        time.sleep(0.7)
        for daemon in DAEMONS:
            stack.stack('daemon-kill', daemon)
        for daemon in DAEMONS:
            stack.stack('daemon-start', daemon)
    [t.join() for t in threads]
    for d, s in zip(dockets, students):
        _completes(d, s)


def the_database_is_killed_in_mid_case_and_comes_back():
    student = _students.take(THERE)
    docket = file(student)
    walk(docket, until='receiving_province')
    _kill_postgresql()
    status, j = act('430000', docket)
    assert status in (503, 0), (status, j)
    run('deploy/postgresql/start', _POSTGRESQL)
    walk(docket, INTER_PROVINCE[2:], seconds=60)
    _completes(docket, student)


def a_daemon_waits_for_a_database_that_is_absent_at_the_start():
    stack.stack('daemon-stop', 'county-43')
    run('deploy/postgresql/stop', _POSTGRESQL)
    stack.stack('daemon-start', 'county-43')
    wait(lambda: raw('county-43', 'GET', '/livez')[0] == 200, 10)
    assert raw('county-43', 'GET', '/readyz')[0] == 503
    run('deploy/postgresql/start', _POSTGRESQL)
    wait(lambda: stack.is_ready('county-43'), 30)


def officers_go_on_while_the_broker_is_absent():
    stack.stack('daemon-stop', 'school-43')
    _kill_kafka()
    stack.stack('daemon-start', 'school-43')
    student = _students.take(THERE)
    wait(lambda: raw('school-43', 'GET', '/livez')[0] == 200, 10)
    docket = file(student)
    assert act(HERE, docket)[0] == 200
    _start_kafka()
    walk(docket, INTER_PROVINCE[1:], seconds=90)
    _completes(docket, student)


def _settings(daemon, old, new):
    """Read again by the running daemon."""
    path = os.path.join(stack.DIR, 'etc', daemon + '.yaml')
    with open(path) as f:
        text = f.read()
    assert old in text, text
    with open(path, 'w') as f:
        f.write(text.replace(old, new, 1))
    n = stack.log_of(daemon).count(' reloaded ')
    stack.kill(daemon, signal.SIGHUP)
    wait(lambda: stack.log_of(daemon).count(' reloaded ') > n, 10)


def what_waits_too_long_for_an_absent_broker_puts_off_filings_and_nothing_else():
    first, second, later = (_students.take(THERE) for _ in range(3))
    _settings('school-43', 'turn:\n', 'overload: {outbox_age_s: 2}\nturn:\n')
    try:
        _kill_kafka()
        docket, open_one = file(first), file(second)
        assert act(HERE, docket)[0] == 200
        wait(lambda: 'overloaded age_s=' in stack.log_of('school-43'), 60)
        status, j = ask(HERE + ':registrar:clerk', 'POST', '/v1/dockets', filing(later))
        assert (status, j['verdict'], j['retry']) == (503, 'OVERLOADED', True), (status, j)
        assert 5 <= j['details']['retry_after_seconds'] <= 300, j
        assert act(HERE, open_one)[0] == 200, 'a decision is taken'
        _start_kafka()
        wait(lambda: 'overload_over' in stack.log_of('school-43'), 60)
        again = file(later)
    finally:
        _settings('school-43', 'overload: {outbox_age_s: 2}\n', '')
    walk(again, seconds=90)
    _completes(again, later)
    for d, s in ((docket, first), (open_one, second)):
        walk(d, INTER_PROVINCE[1:])
        _completes(d, s)


def the_broker_is_killed_in_mid_case_and_comes_back():
    student = _students.take(THERE)
    docket = file(student)
    walk(docket, until='sending_school')
    _kill_kafka()
    assert act(THERE, docket)[0] == 200
    _start_kafka()
    walk(docket, INTER_PROVINCE[4:], seconds=90)
    _completes(docket, student)


def a_broker_with_empty_disks_is_repaired_from_the_outboxes():
    student = _students.take(THERE)
    docket = file(student)
    walk(docket, until='receiving_province')
    run('deploy/kafka/stop', _KAFKA)
    assert act('430000', docket)[0] == 200       # its letter is in the outbox only
    shutil.rmtree(os.path.join(_KAFKA, 'data'))
    _start_kafka()
    _create_topics()
    walk(docket, INTER_PROVINCE[3:], seconds=120)
    _completes(docket, student)
    assert any('topic_wiped' in stack.log_of(d) for d in DAEMONS)


def a_topic_deleted_and_made_again_is_noticed():
    student = _students.take(THERE)
    docket = file(student)
    walk(docket, until='receiving_county')
    subprocess.run(['java', '-cp', stack.ROOT + '/.cache/kafka/*', 'org.apache.kafka.tools.TopicCommand',
                    '--bootstrap-server', '127.0.0.1:%d' % stack.PORT, '--delete', '--topic',
                    'xueji.v1.43.province'], check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1)
    _create_topics()
    walk(docket, INTER_PROVINCE[1:], seconds=120)
    _completes(docket, student)


def of_two_instances_the_one_that_was_stopped_writes_nothing_when_it_wakes():
    settings = open(os.path.join(stack.DIR, 'etc', 'province-43.yaml')).read()
    path = os.path.join(stack.DIR, 'etc', 'second.yaml')
    with open(path, 'w') as f:
        second = settings.replace('province-43.sock', 'second-43.sock').replace('instance: "province-43"', 'instance: "second"')
        f.write(re.sub('  port: [0-9]+', '  port: 0', second))
    log = open(os.path.join(stack.DIR, 'log', 'second.log'), 'w')
    second = subprocess.Popen([os.path.join(stack.ENV['XUEJI_BIN'], 'provinced'), '-c', path],
                              stdout=log, stderr=log)
    try:
        wait(lambda: raw('second-43', 'GET', '/readyz')[0] == 200)
        students = [_students.take(THERE) for _ in range(4)]
        dockets = [file(s) for s in students]
        for d in dockets[:2]:
            walk(d, until='receiving_province')
        kill('province-43', signal.SIGSTOP)
        for d in dockets[2:]:
            walk(d, INTER_PROVINCE[:2])

        def decide(docket):
            status, text = raw('second-43', 'POST', '/v1/dockets/%s/approve' % docket, '{}',
                               {'X-Xueji-As': '430000:head:h'})
            return status in (200, 409)
        for d in dockets:
            wait(lambda: decide(d), 60)
        kill('province-43', signal.SIGCONT)
        for d in dockets:
            walk(d, INTER_PROVINCE[3:], seconds=60)
        for d, s in zip(dockets, students):
            _completes(d, s)
        time.sleep(2)
        assert stack.is_alive('province-43') and second.poll() is None
    finally:
        kill('province-43', signal.SIGCONT)
        second.send_signal(signal.SIGTERM)
        second.wait(20)
        log.close()
    text = open(log.name).read()
    assert 'Sanitizer' not in text and second.returncode == 0, text[-500:]


def _fill(path):
    """Takes every byte that is left on that disk."""
    with open(path, 'wb', buffering=0) as f:
        for size in (65536, 512):
            try:
                while True:
                    f.write(b'x' * size)
            except OSError:
                pass


def _file_until_refused(n):
    """(dockets that were answered with 201, the first other answer). PostgreSQL uses up free space
    inside its tables' pages before it asks the disk for more."""
    filed = []
    for i in range(n):
        scan = b'\x89PNG\r\n\x1a\n' + os.urandom(1 << 20)
        status, text = raw('school-43', 'PUT', '/v1/attachments', scan,
                           {'X-Xueji-As': HERE + ':registrar:clerk'})
        if status == 201 and i < 3:
            status, j = ask(HERE + ':registrar:clerk', 'POST', '/v1/dockets',
                            filing(_students.take(THERE), attachments=[json.loads(text)['digest']]))
            assert status in (201, 503), (status, j)
            if status == 201:
                filed.append(j['docket'])
                continue
        if status != 201:
            return filed, (status, json.loads(text) if isinstance(text, bytes) else text)
    raise AssertionError('a full disk refused nothing')


def a_full_disk_of_the_database_refuses_loses_nothing_and_ends():
    """school-43's tables move to a small disk of their own, which is then filled."""
    disk = '/var/tmp/xueji-small-disk'
    os.makedirs(disk, exist_ok=True)
    run('mount', '-t', 'tmpfs', '-o', 'size=64m,mode=0777', 'tmpfs', disk)
    try:
        space = os.path.join(disk, 'space')
        os.makedirs(space)
        run('chown', 'postgres', space)
        sql('county-44', "create tablespace small location '%s'" % space)
        stack.stack('daemon-stop', 'school-43')
        sql('county-44', 'alter database xueji_school_43 set tablespace small')
        stack.stack('daemon-start', 'school-43')
        wait(lambda: stack.is_ready('school-43'))
        _fill(os.path.join(disk, 'filler'))
        filed, (status, refusal) = _file_until_refused(20)
        assert (status, refusal['verdict'], refusal['retry']) == (503, 'BUSY', True), refusal
        assert stack.is_alive('school-43')
        os.remove(os.path.join(disk, 'filler'))
        wait(lambda: stack.is_ready('school-43'), 60)
        student = _students.take(THERE)
        docket = wait(lambda: (lambda a: a[1].get('docket') if a[0] == 201 else None)(
            ask(HERE + ':registrar:clerk', 'POST', '/v1/dockets', filing(student))), 30)
        walk(docket)
        _completes(docket, student)
        for d in filed:
            assert show(HERE, d)['n'] == 1, 'a filing that was answered is gone'
    finally:
        stack.stack('daemon-stop', 'school-43')
        sql('county-44', 'alter database xueji_school_43 set tablespace pg_default')
        sql('county-44', 'drop tablespace if exists small')
        run('umount', '-l', disk, check=False)
        stack.stack('daemon-start', 'school-43')


def everything_that_was_promised_is_there_at_the_end():
    """Over all that these tests did: chains gapless, copies equal, one place per student,
    no letter without its receipt."""
    wait(lambda: all(sql(d, "select count(*) from outbox where kind = 'delivery'") == '0' for d in DAEMONS), 120, 1)
    copies = {}
    for daemon in DAEMONS:
        assert sql(daemon, 'select count(*) from docket d where n <> (select count(*) from entry e'
                   ' where e.docket = d.id)') == '0', daemon
        assert sql(daemon, 'select count(*) from (select docket, n, row_number() over'
                   ' (partition by docket order by n) r from entry) x where n <> r') == '0', daemon
        for row in sql(daemon, "select docket, string_agg(encode(hash, 'hex'), ',' order by n) from entry"
                       " group by docket").splitlines():
            docket, chain = row.split('|')
            copies.setdefault(docket, []).append(chain)
    for docket, chains in copies.items():
        longest = max(chains, key=len)
        assert all(longest.startswith(c) for c in chains), docket
    live = {}
    for daemon in ('school-43', 'school-44'):
        for number in sql(daemon, 'select number from record where status <> 13').splitlines():
            live[number] = live.get(number, 0) + 1
    under_way = sum(1 for d in ('school-43', 'school-44') for _ in
                    sql(d, 'select id from docket where state = 0 and stage = 13').splitlines())
    assert all(n == 1 for n in live.values()), 'a student sits in two schools'
    assert len(stack.load_students()) - len(live) <= under_way, 'a student is nowhere'
