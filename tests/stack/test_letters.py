"""What comes over Kafka and should not have: nothing stops a daemon, is lost, is done twice or
delays a neighbour. Each bad letter is kept with its reason."""

import json
import os
import random
import time

import letters
import stack
from letters import again, body_of, last_delivery, next_body, seal
from stack import (DAEMONS, HERE, HERE_COUNTY, THERE, act, ask, ends, file, reaches, send, show, sql,
                   wait, walk)

_students = stack.STUDENTS
COUNTY = 'xueji.v1.43.county'
_WHO = HERE_COUNTY + ':clerk:c'


def _dead():
    return ask(_WHO, 'GET', '/v1/letters/dead')[1]


def _dies_as(value, verdict, topic=COUNTY, daemon='county-43'):
    before = int(sql(daemon, 'select coalesce(max(id), 0) from dead_letter'))
    send(topic, value)
    reason = wait(lambda: sql(daemon, 'select reason from dead_letter where id > %d' % before))
    names = {v['number']: v['verdict'] for v in ask(_WHO, 'GET', '/v1/verdicts')[1]}
    assert names[int(reason.splitlines()[0])] == verdict, (names[int(reason.splitlines()[0])], verdict)
    wait(lambda: (value, verdict) in _in_the_topic_of_dead_letters(topic))


def _in_the_topic_of_dead_letters(topic):
    """[(value, verdict)]: a copy of each, for whoever watches that topic."""
    dead = topic.rsplit('.', 1)[0] + '.dead'
    headers = stack.run('kcat', '-C', '-e', '-q', '-b', '127.0.0.1:%d' % stack.PORT, '-t', dead,
                        '-o', 'beginning', '-f', '%h\n').stdout.decode().splitlines()
    verdicts = [dict(h.split('=', 1) for h in line.split(',')).get('ce_verdict') for line in headers]
    return list(zip((v for _, v in stack.topic_values(dead)), verdicts))


def _at_the_county():
    docket = file(_students.take(THERE))
    walk(docket, until='receiving_county')
    return docket


def garbage_is_kept_and_delays_nobody():
    docket = file(_students.take(THERE))
    chance = random.Random(7)
    letter = last_delivery(COUNTY, _at_the_county()).SerializeToString()
    for value in (b'', b'\0', b'\xff' * 10, chance.randbytes(5000), letter[:len(letter) // 2],
                  letter + b'\x08', chance.randbytes(1000000), b'\x0a\x02\xff\xfe', letter.replace(b'43', b'4\0')):
        send(COUNTY, value, key=docket)
    walk(docket)
    ends(docket, 'completed', [HERE])
    wait(lambda: len(_dead()) >= 7)
    assert all(d['verdict'] in ('GARBLED', 'TOO_LARGE', 'UNKNOWN_KIND', 'OUT_OF_RANGE') for d in _dead()), _dead()


def a_letter_of_an_unknown_kind_is_kept_for_a_newer_version():
    letter = again(last_delivery(COUNTY, _at_the_county()))
    letter.ClearField('delivery')
    newer = letter.SerializeToString() + b'\xa2\x06\x03abc'       # field 100, a message
    _dies_as(newer, 'UNKNOWN_KIND')
    dead = [d for d in _dead() if d['verdict'] == 'UNKNOWN_KIND'][-1]
    status, j = ask(_WHO, 'POST', '/v1/letters/dead/%d/replay' % dead['id'])
    assert status == 400 and j['verdict'] == 'UNKNOWN_KIND', (status, j)


def an_unknown_field_travels_on():
    docket = _at_the_county()
    letter = again(last_delivery(COUNTY, docket))
    send(COUNTY, letter.SerializeToString() + b'\xa0\x06\x01', key=docket)
    walk(docket, stack.INTER_PROVINCE[1:])
    ends(docket, 'completed', [HERE])


def wrong_topics_and_wrong_units_are_refused():
    docket = _at_the_county()
    letter = again(last_delivery(COUNTY, docket))
    _dies_as(letter.SerializeToString(), 'WRONG_UNIT', 'xueji.v1.44.county', 'county-44')
    _dies_as(letter.SerializeToString(), 'WRONG_UNIT', 'xueji.v1.43.school', 'school-43')
    letter.to = '430104'        # served here, but not on the route
    letter.id = '0' * 8 + letter.id[8:]
    _dies_as(letter.SerializeToString(), 'WRONG_UNIT')


def stamps_of_the_wrong_key_are_refused():
    docket = _at_the_county()
    letter = again(last_delivery(COUNTY, docket))
    entries = list(letter.delivery.entries)
    forged = next_body(entries, unit=HERE_COUNTY, officer='nobody', role=2, action=2, stage=2)
    for key, verdict in [(letters.stranger_key(), 'UNKNOWN_KEY'), (letters.key_of('430104'), 'BAD_STAMP')]:
        bad = again(letter)
        bad.delivery.entries.append(seal(forged, HERE_COUNTY, key))
        _dies_as(bad.SerializeToString(), verdict)
    bad = again(letter)
    entry = seal(forged, HERE_COUNTY)
    entry.stamp.signature = bytes(64)
    bad.delivery.entries.append(entry)
    _dies_as(bad.SerializeToString(), 'BAD_STAMP')
    old = next_body(entries, unit=HERE_COUNTY, officer='nobody', role=2, action=2, stage=2, at=1000)
    bad = again(letter)
    bad.delivery.entries.append(seal(old, HERE_COUNTY))
    _dies_as(bad.SerializeToString(), 'KEY_EXPIRED')
    assert len(show(HERE_COUNTY, docket)['entries']) == 2, 'a forged decision was taken'


def decisions_in_letters_are_held_to_the_same_law():
    docket = _at_the_county()
    letter = again(last_delivery(COUNTY, docket))
    entries = list(letter.delivery.entries)
    for fields, verdict in [
            (dict(unit='430000', role=2, action=2, stage=2), 'OUT_OF_TURN'),
            (dict(unit=HERE_COUNTY, role=3, action=2, stage=2), 'ROLE_NOT_ALLOWED'),
            (dict(unit=HERE_COUNTY, role=2, action=15, stage=2), 'OUT_OF_TURN'),
            (dict(unit=HERE_COUNTY, role=2, action=3, stage=2, ground=51), 'ILLEGAL_GROUND'),
            (dict(unit=HERE_COUNTY, role=2, action=2, stage=4), 'OUT_OF_RANGE'),
            (dict(unit=HERE_COUNTY, role=2, action=99, stage=2), 'OUT_OF_RANGE'),
            (dict(unit=HERE_COUNTY, role=2, action=2, stage=2, n=9), 'BROKEN_CHAIN')]:
        bad = again(letter)
        body = next_body(entries, officer='x', **fields)
        bad.delivery.entries.append(seal(body, fields['unit']))
        _dies_as(bad.SerializeToString(), verdict)
    assert len(show(HERE_COUNTY, docket)['entries']) == 2


def a_route_without_the_office_that_might_refuse_is_refused():
    docket = _at_the_county()
    letter = again(last_delivery(COUNTY, docket))
    from xueji.v1 import docket_pb2
    header = docket_pb2.Header()
    header.ParseFromString(letter.delivery.header)
    header.docket = header.docket[:-4] + 'beef'
    del header.route[2]
    data = header.SerializeToString()
    body = body_of(letter.delivery.entries[0])
    import hashlib
    body.docket, body.previous = header.docket, hashlib.sha256(data).digest()
    letter.docket = header.docket
    letter.delivery.header = data
    del letter.delivery.entries[:]
    letter.delivery.entries.append(seal(body, HERE))
    _dies_as(letter.SerializeToString(), 'OUT_OF_RANGE')


def a_fork_is_refused_kept_as_evidence_and_told():
    docket = _at_the_county()
    letter = again(last_delivery(COUNTY, docket))
    body = body_of(letter.delivery.entries[1])
    body.officer = 'another'
    entry = seal(body, HERE)
    del letter.delivery.entries[1:]
    letter.delivery.entries.append(entry)
    send(COUNTY, letter.SerializeToString(), key=docket)
    forks = wait(lambda: ask(_WHO, 'GET', '/v1/dockets/%s/forks' % docket)[1])
    assert forks[0]['n'] == 2 and forks[0]['ours'] != forks[0]['theirs']
    walk(docket, stack.INTER_PROVINCE[1:])
    ends(docket, 'completed', [HERE])


def entries_out_of_order_wait_for_catch_up():
    docket = file(_students.take(THERE))
    walk(docket, until='receiving_province')
    letter = again(last_delivery('xueji.v1.43.province', docket))
    sql('province-43', "delete from entry where docket = '%s'; delete from docket where id = '%s'" % (docket, docket))
    assert show('430000', docket) is None
    late = again(letter)
    late.delivery.ClearField('header')
    late.delivery.first = 3
    del late.delivery.entries[:2]
    send('xueji.v1.43.province', late.SerializeToString(), key=docket)
    reaches(docket, '430000', 'receiving_province')
    walk(docket, stack.INTER_PROVINCE[2:])
    ends(docket, 'completed', [HERE])


def a_database_that_came_back_from_a_back_up_adopts_its_own_later_entries():
    docket = _at_the_county()
    walk(docket, [(HERE_COUNTY, 'receiving_county')])
    reaches(docket, '430000', 'receiving_province')
    letter = again(last_delivery('xueji.v1.43.province', docket))
    sql('county-43', "delete from entry where docket = '%s' and n > 2; update docket set n = 2, holder = '%s',"
        " stage = 2, is_held_here = true where id = '%s'" % (docket, HERE_COUNTY, docket))
    letter.to = HERE_COUNTY
    send(COUNTY, letter.SerializeToString(), key=docket)
    wait(lambda: len(show(HERE_COUNTY, docket)['entries']) == 3)
    assert show(HERE_COUNTY, docket)['holder'] == '430000'


def replaying_every_topic_changes_nothing():
    def tables():
        return [sql(d, "select md5(string_agg(t, '|' order by t)) from (select %s::text t from %s) x" % (t, t))
                for d in DAEMONS for t in ('entry', 'record', 'record_version', 'fork')]
    time.sleep(3)
    before = tables()
    for daemon in DAEMONS:
        level, province = daemon.split('-')
        topic = 'xueji.v1.%s.%s' % (province, level)
        path = os.path.join(stack.DIR, 'replay')
        values = stack.topic_values(topic)
        for key, value in values[-120:]:
            with open(path, 'wb') as f:
                f.write(value)
            if value and len(value) < 500000:
                stack.run('kcat', '-P', '-b', '127.0.0.1:%d' % stack.PORT, '-t', topic, '-k', key, path)
    wait(lambda: all(b'xueji_consumer_lag_letters 0' in stack.raw(d, 'GET', '/metrics')[1] for d in DAEMONS), 60)
    time.sleep(2)
    assert tables() == before
