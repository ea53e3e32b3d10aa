"""What parents, registrars and offices ask, and what they are told."""

import datetime
import json
import os
import urllib.parse

import figures
import stack
from stack import (HERE, HERE_COUNTY, INTER_PROVINCE, ON_THE_ROUTE, THERE, act, ends, file, raw, reaches,
                   show, walk, xueji)

_students = stack.STUDENTS
_address = 0


def _status(daemon, number, name, address=None):
    """(status, bytes) as a parent, by default one who has not asked before."""
    global _address
    _address += 1
    path = '/v1/status?' + urllib.parse.urlencode({'number': number, 'name': name})
    return raw(daemon, 'GET', path, headers={'X-Forwarded-For': address or '10.0.%d.%d' % divmod(_address, 256)})


def a_parent_sees_where_the_case_is_at_both_schools():
    student = _students.take(THERE)
    status, text = _status('school-44', student['number'], student['name'])
    j = json.loads(text)
    assert status == 200 and j['record']['status'] == 'in_school' and j['case'] is None, j
    assert j['record']['school']['code'] == THERE and j['complain']['code'] == stack.THERE_COUNTY
    assert _status('school-43', student['number'], student['name'])[0] == 404, 'nothing is known there yet'
    docket = file(student)
    walk(docket, until='sending_school')
    for daemon in ('school-43', 'school-44'):
        def told():
            status, text = _status(daemon, student['number'], student['name'])
            j = json.loads(text) if status == 200 else None
            return j and j['case'] and j['case']['stage'] == 'sending_school' and (j, text.decode())
        j, text = stack.wait(told, 20)
        case = j['case']
        assert (case['kind'], case['state'], case['overdue']) == ('transfer', 'open', False)
        assert case['holder'] == {'code': THERE, 'name': '广东示范甲小学101'}, case
        assert case['due'] == show(THERE, docket)['due']
        assert (case['stage_zh'], case['stage_en']) == ('转出学校核办', 'sending school')
        assert j['complain']['code'] == '000000', 'two provinces have only the ministry in common'
        for secret in (student['name'], student['number'], student['birth'], docket, '"clerk', '"head', ':head'):
            assert secret not in text, secret
    out = xueji('--json', 'status', student['number'], '--name', student['name'])
    assert out.returncode == 0 and json.loads(out.stdout)['case']['stage'] == 'sending_school'
    out = xueji('status', student['number'], '--name', student['name'])
    assert out.returncode == 0 and '转出学校核办' in out.stdout.decode() and '教育部' in out.stdout.decode()
    walk(docket, INTER_PROVINCE[3:])
    ends(docket, 'completed', ON_THE_ROUTE)
    j = json.loads(_status('school-43', student['number'], student['name'])[1])
    assert (j['record']['status'], j['case']['state'], j['case']['holder']) == ('in_school', 'completed', None)
    j = json.loads(xueji('--json', 'status', student['number'], '--name', student['name']).stdout)
    assert j['record']['school']['code'] == HERE, 'the live record says more than the back-up'


def every_unit_says_how_it_is_reached_and_those_that_do_not_are_listed():
    who = '430000:clerk:c'
    out = xueji('--json', '--as', who, 'units', '--under', '430100')
    contact = next(u['contact'] for u in json.loads(out.stdout) if u['code'] == HERE_COUNTY)
    assert contact == {'phone': '000-00430102', 'channel': 'https://c430102.example/complaints'}
    out = xueji('--json', '--as', who, 'units', '--under', '430000', '--without-contact')
    assert [u['code'] for u in json.loads(out.stdout)] == ['430302'], out.stdout
    out = xueji('--json', '--as', who, 'units', '--without-contact')
    missing = [u['code'] for u in json.loads(out.stdout)]
    assert len(missing) > 2000 and len(set(missing)) == len(missing), 'page by page, the rest of the country'
    student = _students.take(THERE)
    docket = file(student)
    out = xueji('--as', HERE + ':head:h', 'show', docket)
    assert '电话 000-43000101  https://c2143000101.example/complaints' in out.stdout.decode(), out.stdout
    assert stack.act(HERE, docket, 'withdraw', role='registrar', officer='clerk')[0] == 200
    out = xueji('status', student['number'], '--name', student['name'])
    assert '电话 000-00440103，https://c440103.example/complaints' in out.stdout.decode(), out.stdout


def a_wrong_name_is_told_the_same_as_an_unknown_number():
    student, other = _students.take(HERE), _students.take(HERE)
    unknown = 'G' + '110101201001010015'
    answers = {_status('school-43', student['number'], other['name']), _status('school-43', unknown, other['name']),
               _status('school-43', student['number'], student['name'] + '甲'), _status('school-43', 'x', '')}
    assert len(answers) == 1, answers
    status, text = answers.pop()
    assert status == 404 and json.loads(text)['verdict'] == 'NO_MATCH'
    assert xueji('status', student['number'], '--name', other['name']).returncode == 4
    assert student['name'] not in stack.log_of('school-43')


def who_asks_too_much_is_told_when_to_ask_again():
    student = _students.take(HERE)
    codes = [_status('school-43', student['number'], 'guess %d' % i)[0] for i in range(21)]
    assert codes == [404] * 20 + [429], codes
    status, text = _status('school-43', student['number'], student['name'])
    j = json.loads(text)
    assert status == 429 and j['verdict'] == 'ASKED_TOO_OFTEN' and 1 <= j['details']['retry_after_seconds'] <= 180
    codes = [_status('school-43', 'number %d' % i, 'x', '192.0.2.1')[0] for i in range(31)]
    assert codes[:30] == [404] * 30 and codes[30] in (404, 429), codes
    assert 'xueji_status_questions_total{result="limited"}' in raw('school-43', 'GET', '/metrics')[1].decode()


def the_registrar_prints_the_sheet_and_a_paper_is_compared_with_it():
    student = _students.take(HERE)
    as_clerk = ('--as', HERE + ':registrar:clerk')
    printed = xueji(*as_clerk, 'sheet', student['number'])
    assert printed.returncode == 0, printed.stderr
    words = printed.stdout.decode()
    assert '姓名 name: %s\n' % student['name'] in words and student['citizen_id'] in words
    path = os.path.join(stack.DIR, 'paper')
    for text, n_agree, differ in [
            (words, 9, []),
            (words.replace(student['name'], '演示错名'), 8, ['name']),
            ('citizen_id:\nbirth: %s\n' % student['birth'], 1, ['citizen_id']),
            (json.dumps({'grade': student['grade'], 'sex': student['sex']}), 2, [])]:
        with open(path, 'w') as f:
            f.write(text)
        out = xueji('--json', *as_clerk, 'sheet', student['number'], '--compare', path)
        j = json.loads(out.stdout)
        assert out.returncode == 0 and j['agrees'] == (not differ) and j['n_agree'] == n_agree, j
        assert [f['field'] for f in j['fields'] if f['result'] == 'differs'] == differ, j
    assert '纸上没有此项' in xueji(*as_clerk, 'sheet', student['number'], '--compare', path).stdout.decode()
    with open(path, 'w') as f:
        f.write('no field\n')
    assert xueji(*as_clerk, 'sheet', student['number'], '--compare', path).returncode == 2
    assert xueji('--as', '2143000102:registrar:r', 'sheet', student['number']).returncode == 4
    assert xueji('--as', HERE + ':clerk:c', 'sheet', student['number']).returncode == 5


def figures_are_those_that_anybody_computes_from_the_exports():
    """A school of its own, so that every docket it has is known here."""
    school, county = '2143000103', '430104'
    calendar = figures.Calendar(os.path.join(stack.ROOT, 'config', 'calendar.csv'))
    steps = [(school, 'receiving_school'), (county, 'receiving_county')] + INTER_PROVINCE[2:]
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
    period = ('--from', str(today - datetime.timedelta(days=1)), '--until', str(today + datetime.timedelta(days=2)))

    def ask(unit, *more):
        out = xueji('--json', '--as', unit + ':head:h', 'figures', *period, *more)
        assert out.returncode == 0, out.stdout
        return json.loads(out.stdout)
    before = {d['docket'] for d in ask(county, '--dockets')['list']}
    plain, refused = (file(_students.take(THERE), school=school) for _ in range(2))
    walk(plain, steps)
    walk(refused, steps, until='sending_county')
    assert act(stack.THERE_COUNTY, refused, 'refuse', code='UNDER_SANCTION', reason='处分期内')[0] == 200
    reaches(refused, school, 'answer')
    assert act(school, refused, 'object', reason='处分已解除')[0] == 200
    reaches(refused, '000000', 'coordination')
    stack.hear(refused)
    assert act('000000', refused, 'overrule', reason='同意')[0] == 200
    walk(refused, steps[5:])
    for docket in (plain, refused):
        ends(docket, 'completed', [school, county, '000000', '440000'])
    exports = {d: xueji('--as', county + ':head:h', 'export', d).stdout for d in (plain, refused)}
    j = ask(county, '--dockets')
    told = {d['docket']: d['delay'] for d in j['list'] if d['docket'] not in before}
    assert set(told) == set(exports), told
    for docket, export in exports.items():
        expected = figures.delay(export, calendar)
        assert told[docket] == expected, (told[docket], expected)
        assert expected['ms']['transport'] > 0, 'no way took any time'
    if not before:
        row = next(u for u in j['units'] if u['unit'] == county)
        for name, value in figures.tally(exports.values(), county, calendar).items():
            assert row[name] == value, (name, row, value)
        assert j['delays']['dockets'] == 2
    assert _row_of(j['counties'], county)['decided'] >= 2
    assert xueji('--as', county + ':head:h', 'figures', *period, '--unit', HERE_COUNTY).returncode == 5
    assert '按期' in xueji('--as', county + ':head:h', 'figures', *period).stdout.decode()


def _row_of(rows, unit):
    return next(r for r in rows if r['unit'] == unit)
