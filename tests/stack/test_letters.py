"""What comes over Kafka and should not have: nothing stops a daemon, is lost, is done twice or
delays a neighbour. Each bad letter is kept with its reason."""

import hashlib
import json
import os
import random
import time
import uuid

import letters
import stack
from letters import again, body_of, last_delivery, next_body, seal, stamp
from stack import (DAEMONS, HERE, HERE_COUNTY, THERE, act, ask, ends, file, reaches, send, show, sql,
                   wait, walk)

from xueji.v1 import docket_pb2, letter_pb2

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


def a_copy_of_a_dead_letter_goes_to_the_topic_of_its_province_once():
    value = b'nobody can read this ' + os.urandom(8)
    _dies_as(value, 'GARBLED')
    wait(lambda: (value, 'GARBLED') in _in_the_topic_of_dead_letters(COUNTY))
    send(COUNTY, value)
    time.sleep(1)
    assert [v for v, _ in _in_the_topic_of_dead_letters(COUNTY)].count(value) == 1


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
            (dict(unit=HERE_COUNTY, role=2, action=3, stage=2, ground=51, reason='x'), 'ILLEGAL_GROUND'),
            (dict(unit=HERE_COUNTY, role=2, action=3, stage=2, ground=1), 'REASON_MISSING'),
            (dict(unit=HERE_COUNTY, role=2, action=2, stage=4), 'OUT_OF_RANGE'),
            (dict(unit=HERE_COUNTY, role=2, action=99, stage=2), 'OUT_OF_RANGE'),
            (dict(unit=HERE_COUNTY, role=2, action=2, stage=2, n=9), 'BROKEN_CHAIN')]:
        bad = again(letter)
        body = next_body(entries, officer='x', **fields)
        bad.delivery.entries.append(seal(body, fields['unit']))
        _dies_as(bad.SerializeToString(), verdict)
    assert len(show(HERE_COUNTY, docket)['entries']) == 2


_PATTERN = []


def _forged(change, more=()):
    """A letter of the school's own daemon, gone bad: its key is good, its header is not."""
    if not _PATTERN:
        _PATTERN.append(last_delivery(COUNTY, _at_the_county()))
    letter = again(_PATTERN[0])
    header = docket_pb2.Header()
    header.ParseFromString(letter.delivery.header)
    header.docket = str(uuid.uuid4())
    body = body_of(letter.delivery.entries[0])
    change(header, body)
    data = header.SerializeToString()
    body.docket, body.previous = header.docket, hashlib.sha256(data).digest()
    letter.docket, letter.delivery.header = header.docket, data
    del letter.delivery.entries[:]
    letter.delivery.entries.append(seal(body, HERE))
    for fields in more:
        fields = dict(dict(unit=HERE, officer='x'), **fields)
        unit = fields['unit']
        letter.delivery.entries.append(seal(next_body(letter.delivery.entries, **fields), unit))
    return letter


def a_route_is_held_to_the_law_whichever_version_of_it_the_header_names():
    def without(header, _):
        del header.route[2]

    def by_rule(header, _):
        header.route[5].automatic = True

    def for_ever(header, _):
        header.route[1].days = 200

    def first_release(header, _):
        stops = [header.route[i] for i in (0, 5, 10, 11, 1, 2, 3, 4, 6, 7, 8, 9) if i < len(header.route)]
        copies = [docket_pb2.Stop.FromString(s.SerializeToString()) for s in stops]
        del header.route[:]
        header.route.extend(copies)

    def nobody_we_know(header, _):
        header.route.insert(2, docket_pb2.Stop(stage=3, unit='439999', days=10))

    def another_scope(header, _):
        header.scope = 1

    def all_the_time(header, _):
        header.answer_days = 255
    for change in (without, by_rule, for_ever, first_release, nobody_we_know, another_scope, all_the_time):
        for version in (0, 7):
            def both(header, body, change=change, version=version):
                change(header, body)
                header.versions.registry += version
            _dies_as(_forged(both).SerializeToString(), 'OUT_OF_RANGE')


def a_filing_that_no_school_may_make_is_refused_by_whoever_gets_it():
    def grade(header, _):
        header.student.grade = 12

    def in_the_freeze(header, body):
        header.filed_at = body.at = 1784332800000      # 2026-07-18
        header.arrived_on = 20650
        header.school_year = 2025                     # it ends on 10 August

    def number(header, _):
        header.student.number = header.student.number[:-1] + 'Y'

    def from_itself(header, _):
        header.sending_school = HERE

    def two_times(header, body):
        body.at += 1
    for change, verdict in [(grade, 'BAD_GRADE'), (in_the_freeze, 'WINDOW_CLOSED'), (number, 'BAD_STUDENT_NUMBER'),
                            (two_times, 'OUT_OF_RANGE')]:
        _dies_as(_forged(change).SerializeToString(), verdict)
    _dies_as(_forged(lambda h, b: (from_itself(h, b),)).SerializeToString(), 'OUT_OF_RANGE')


def a_docket_that_goes_back_and_forth_without_end_is_refused_and_stops_nobody():
    more = []
    for _ in range(24):
        more += [dict(role=2, action=3, stage=1, ground=2, reason='x'), dict(role=1, action=5, stage=20),
                 dict(role=2, action=4, stage=1, reason='x'), dict(role=1, action=5, stage=20)]
    _dies_as(_forged(lambda h, b: None, more[:72]).SerializeToString(), 'TOO_LARGE')
    _dies_as(_forged(lambda h, b: None, more[:98]).SerializeToString(), 'TOO_LARGE')
    _dies_as(_forged(lambda h, b: None, more).SerializeToString(), 'TOO_LARGE')


def an_objection_chooses_no_judge_and_no_unit_that_is_unknown_stops_anybody():
    def unknown(header, _):
        header.route[0].unit = '999999'
        header.versions.registry += 1
    _dies_as(_forged(unknown, [dict(role=2, action=7, stage=1, reason='x', coordinator='000000')])
             .SerializeToString(), 'OUT_OF_RANGE')
    docket = _at_the_county()
    letter = again(last_delivery(COUNTY, docket))
    entries = letter.delivery.entries
    entries.append(seal(next_body(list(entries), unit=HERE_COUNTY, role=2, action=3, stage=2, ground=1,
                                  reason='x', officer='x'), HERE_COUNTY))
    entries.append(seal(next_body(list(entries), unit=HERE, role=2, action=7, stage=20, reason='x',
                                  officer='x', coordinator=HERE_COUNTY), HERE))
    _dies_as(letter.SerializeToString(), 'OUT_OF_RANGE')


def _early():
    """Letters that county-43 put off so far."""
    words = stack.raw('county-43', 'GET', '/metrics')[1].decode()
    return int(next(l.split()[1] for l in words.splitlines() if 'result="early"' in l))


def what_is_stamped_in_the_future_waits_until_it_has_come_true():
    early = 'select count(*) from docket where id = '
    letter = _forged(lambda h, b: (setattr(h, 'filed_at', b.at + 3600000), setattr(b, 'at', b.at + 3600000)))
    before, early_before = int(sql('county-43', 'select count(*) from dead_letter')), _early()
    send(COUNTY, letter.SerializeToString(), key=letter.docket)
    wait(lambda: _early() > early_before)
    assert sql('county-43', early + "'%s'" % letter.docket) == '0'
    assert int(sql('county-43', 'select count(*) from dead_letter')) == before


def nobody_is_told_stories_by_a_stranger():
    letter = letter_pb2.Letter(id=str(uuid.uuid4()), to=HERE_COUNTY, sent_at=int(time.time() * 1000),
                               docket=str(uuid.uuid4()))
    notice = letter_pb2.Notice(docket=letter.docket, what='overdue', unit='430104', stage=2, at=letter.sent_at)
    body = notice.SerializeToString()
    for who, key, verdict in [('430104', '430104', 'UNIT_NOT_ALLOWED'), (HERE, '430104', 'BAD_STAMP'),
                              (HERE, None, 'UNKNOWN_KEY')]:
        setattr(letter, 'from', who)
        letter.notice.body = body
        letter.notice.stamp.CopyFrom(stamp(who, 'notice', body, letters.key_of(key) if key else letters.stranger_key()))
        _dies_as(letter.SerializeToString(), verdict)


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


def _rows():
    """{(daemon, table, row)} of all that letters may change."""
    return {(d, t, row) for d in DAEMONS for t in ('entry', 'record', 'record_version', 'fork', 'student_index')
            for row in sql(d, 'select x::text from %s x' % t).split('\n')}


def _settled():
    """The rows when nothing more is on its way."""
    seen = [_rows()]

    def is_still():
        seen.append(_rows())
        return seen[-1] == seen[-2] and all(
            b'xueji_consumer_lag_letters 0' in m and b'xueji_outbox_age_seconds 0.000' in m
            for m in (stack.raw(d, 'GET', '/metrics')[1] for d in DAEMONS))
    wait(is_still, 60, 2)
    return seen[-1]


def replaying_every_topic_changes_nothing():
    before = _settled()
    for daemon in DAEMONS:
        level, province = daemon.split('-')
        topic = 'xueji.v1.%s.%s' % (province, level)
        path = os.path.join(stack.DIR, 'letter')
        values = stack.topic_values(topic)
        for key, value in values[-120:]:
            with open(path, 'wb') as f:
                f.write(value)
            if value and len(value) < 500000:
                stack.run('kcat', '-P', '-b', '127.0.0.1:%d' % stack.PORT, '-t', topic, '-k', key, path)
    after = _settled()
    assert after == before, '\n'.join(
        '%s %s %s: %s' % (sign, d, t, row) for sign, some in (('-', before - after), ('+', after - before))
        for d, t, row in sorted(some))
