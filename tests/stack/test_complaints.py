"""Complaints, from a family's word at some unit to the report that it was done; whose they are,
whom one is told to turn to, a quarrel about that; supervision letters down and back."""

import json

import stack
from stack import HERE, HERE_2, HERE_COUNTY, THERE, act, ask, ends, raw, reaches, show, sql, wait, xueji

NEIGHBOUR = '2143000102'        # another school of HERE's county


def _bring(unit, against, other=None, kind='complaint', **more):
    body = {'kind': kind, 'sending_school': against, 'reason': '推诿，不予办理转学', **more}
    if other:
        body['receiving_school'] = other
    role = 'registrar' if len(unit) == 10 else 'clerk'
    return ask('%s:%s:clerk' % (unit, role), 'POST', '/v1/dockets', body)


def _brought(*args, **more):
    status, j = _bring(*args, **more)
    assert status == 201, (status, j)
    return j['docket']


def _work(docket, unit, stage, reason='情况属实'):
    reaches(docket, unit, stage)
    status, j = act(unit, docket, reason=reason)
    assert status == 200, (stage, status, j)


def _stamps(docket, unit):
    return [(e['unit'], e['action']) for e in show(unit, docket)['entries']]


def a_complaint_brought_too_high_is_handed_down_level_by_level_and_carried_out():
    docket = _brought('430000', NEIGHBOUR, HERE)
    reaches(docket, HERE_COUNTY, 'sheet')
    j = show(HERE_COUNTY, docket)
    assert j['student'] is None and j['working_days_left'] in (2, 3), j
    row = next(r for r in ask(HERE_COUNTY + ':head:h', 'GET', '/v1/inbox')[1] if r['docket'] == docket)
    assert row['kind'] == 'complaint' and row['student_number'] is None, row
    assert act(HERE_COUNTY, docket)[0] == 200, 'a sheet may go without words'
    reaches(docket, NEIGHBOUR, 'verification')
    code, j = act(NEIGHBOUR, docket)
    assert code == 409 and j['verdict'] == 'REASON_MISSING', (code, j)
    code, j = act(NEIGHBOUR, docket, 'refuse', code='NO_SEAT', reason='不')
    assert code == 409 and j['verdict'] == 'NOT_NOW', 'there is nothing to refuse: %s' % j
    _work(docket, NEIGHBOUR, 'verification')
    _work(docket, HERE_COUNTY, 'decision', '责令五日内办理')
    _work(docket, NEIGHBOUR, 'carrying_out', '已办理')
    ends(docket, 'completed', ['430000', '430100', HERE_COUNTY, NEIGHBOUR])
    assert _stamps(docket, '430000') == [
        ('430000', 'filed'), ('430000', 'handed_down'), ('430100', 'handed_down'),
        (HERE_COUNTY, 'approved'), (NEIGHBOUR, 'approved'), (HERE_COUNTY, 'approved'),
        (NEIGHBOUR, 'approved'), (HERE_COUNTY, 'concluded')]
    out = xueji('--as', '430100:head:h', 'show', docket)
    assert out.returncode == 0 and '转下级' in out.stdout.decode() and NEIGHBOUR in out.stdout.decode()
    out = xueji('--as', '430000:head:h', 'export', docket)
    proof = xueji('verify', '-', stdin=out.stdout)
    assert proof.returncode == 0, proof.stderr
    assert sql('ministry-00', "select count(*) from docket where id = '%s'" % docket) == '0'
    for key, value in stack.topic_values('xueji.v1.00.ministry'):
        assert key != docket and docket.encode() not in value, 'a matter inside Hunan'


def whoever_is_too_low_is_told_the_owner_and_how_to_reach_it():
    for unit, against, other, owner in ((HERE_COUNTY, HERE_2, HERE, '430100'), (HERE, NEIGHBOUR, HERE, HERE_COUNTY),
                                        ('430000', THERE, HERE, '000000')):
        code, j = _bring(unit, against, other)
        assert code == 409 and j['verdict'] == 'TOO_LOW', (unit, code, j)
        told = j['details']['owner']
        assert told['code'] == owner and told['name'], told
        assert told['contact']['phone'].startswith('000-') and owner in told['contact']['channel'], told
    code, j = _bring('440000', NEIGHBOUR, HERE)
    assert code == 403 and j['verdict'] == 'NOT_UNDER_YOU', (code, j)
    out = xueji('--as', HERE_COUNTY + ':clerk:c', 'file', 'complaint', '--from', HERE_2, '--to', HERE, '--reason', '推诿')
    assert out.returncode == 3 and '受理单位 430100' in out.stderr.decode(), out.stderr
    code, j = _bring(HERE_COUNTY, NEIGHBOUR, student={'number': 'G1', 'name': '演示'})
    assert code == 409 and j['verdict'] == 'CHILD_NAMED', (code, j)


def two_counties_of_a_prefecture_have_the_prefecture_as_owner_and_it_may_dismiss():
    docket = _brought('430100', HERE_2, HERE)
    _work(docket, '430100', 'sheet')
    _work(docket, stack.HERE_2_COUNTY, 'verification', '学校已依法办理')
    reaches(docket, '430100', 'decision')
    assert act('430100', docket, 'dismiss', reason='投诉不成立')[0] == 200
    ends(docket, 'refused', ['430100', stack.HERE_2_COUNTY])


def between_provinces_the_sheet_goes_down_and_the_findings_come_back_through_every_level():
    docket = _brought('000000', THERE, HERE)
    _work(docket, '000000', 'sheet')
    _work(docket, stack.THERE_COUNTY, 'verification')
    _work(docket, '000000', 'decision', '责令办理')
    _work(docket, stack.THERE_COUNTY, 'carrying_out', '已办理')
    ends(docket, 'completed', ['000000', '440000', '440100', stack.THERE_COUNTY])
    ways = [(u, a) for u, a in _stamps(docket, '000000') if a.startswith('handed')]
    assert ways == [('440000', 'handed_down'), ('440100', 'handed_down'), ('440100', 'handed_up'),
                    ('440000', 'handed_up')] * 2, ways


def in_dongguan_the_prefecture_is_the_owner_of_its_schools_matters():
    docket = _brought('440000', '2144000107', '3144000105')
    _work(docket, '441900', 'sheet')
    _work(docket, '2144000107', 'verification')
    reaches(docket, '441900', 'decision')
    assert [s['unit'] for s in show('441900', docket)['route']][:2] == ['440000', '441900']


def a_quarrel_about_the_level_is_settled_once_by_the_level_above():
    docket = _brought(HERE_COUNTY, NEIGHBOUR)
    out = xueji('--as', HERE_COUNTY + ':head:h', 'dispute-level', docket, '--reason', '涉及本局，应由市局受理')
    assert out.returncode == 0, out.stderr
    reaches(docket, '430100', 'level_ruling')
    assert act('430100', docket, 'uphold', reason='由该局受理')[0] == 200
    reaches(docket, HERE_COUNTY, 'sheet')
    code, j = act(HERE_COUNTY, docket, 'dispute_level', reason='仍有异议')
    assert code == 409 and j['verdict'] == 'LEVEL_SETTLED', (code, j)
    assert act(HERE_COUNTY, docket, 'withdraw', role='clerk')[0] == 200
    ends(docket, 'withdrawn', [HERE_COUNTY, '430100'])
    docket = _brought(HERE_COUNTY, NEIGHBOUR)
    assert act(HERE_COUNTY, docket, 'dispute_level', reason='应由市局受理')[0] == 200
    reaches(docket, '430100', 'level_ruling')
    out = xueji('--as', '430100:head:h', 'rule', docket, '--overrule', '--reason', '由市局受理')
    assert out.returncode == 0, out.stderr
    _work(docket, '430100', 'sheet')
    _work(docket, NEIGHBOUR, 'verification')
    _work(docket, '430100', 'decision', '责令办理')
    docket = _brought('430000', '2143000105', HERE)
    reaches(docket, '430000', 'sheet')
    code, j = act('430000', docket, 'dispute_level', reason='应由部受理')
    assert code == 409 and j['verdict'] == 'NO_LEVEL_ABOVE', 'inside a province: %s' % j


def a_supervision_letter_goes_down_level_by_level_and_its_answer_comes_back():
    about = _brought(HERE_COUNTY, NEIGHBOUR)
    code, j = _bring(HERE, HERE, kind='supervision')
    assert code == 409 and j['verdict'] == 'TOO_LOW', 'a school supervises nobody: %s' % j
    out = xueji('--json', '--as', '430000:clerk:c', 'file', 'supervision', '--from', NEIGHBOUR, '--about', about,
                '--reason', '请五个工作日内报告')
    assert out.returncode == 0, out.stdout
    docket = json.loads(out.stdout)['docket']
    code, j = act('430000', docket, officer='c', reason='同意')
    assert code == 403 and j['verdict'] == 'SAME_PERSON', 'a clerk drafts it, a head issues it: %s' % j
    _work(docket, '430000', 'supervision_letter', '同意签发')
    _work(docket, HERE_COUNTY, 'carrying_out', '已督促学校办理')
    ends(docket, 'completed', ['430000', '430100', HERE_COUNTY])
    j = show('430100', docket)
    assert j['about'] == about, j
    assert [e['action'] for e in j['entries']] == ['filed', 'approved', 'handed_down', 'approved', 'handed_up',
                                                   'concluded']


def scans_of_a_complaint_come_to_the_desks_that_work_on_it():
    scan = b'\x89PNG\r\n\x1a\n' + b'letter' * 1000
    status, text = raw('prefecture-43', 'PUT', '/v1/attachments', scan, {'X-Xueji-As': '430100:clerk:c'})
    assert status in (200, 201), text
    docket = _brought('430100', NEIGHBOUR, HERE, attachments=[json.loads(text)['digest']])
    reaches(docket, HERE_COUNTY, 'sheet')
    wait(lambda: show(HERE_COUNTY, docket)['attachments'][0]['here'])


def the_ministry_hears_both_provinces_before_it_rules_on_their_dispute():
    student = stack.STUDENTS.take(THERE)
    docket = stack.file(student)
    stack.walk(docket, until='sending_school')
    code, j = act(THERE, docket, 'refuse', code='UNDER_SANCTION', reason='处分期未满')
    assert code == 200, j
    reaches(docket, HERE, 'answer')
    assert show('440000', docket) is None, 'it has not come there'
    assert act(HERE, docket, 'object', reason='处分已解除')[0] in (200, 202)
    reaches(docket, '000000', 'coordination')
    code, j = act('000000', docket, 'overrule', reason='视为同意')
    assert code == 409 and j['verdict'] == 'NOT_HEARD_YET' and j['retry'], (code, j)
    for unit in ('430000', '440000'):
        wait(lambda: any(n['docket'] == docket and n['what'] == 'statement_wanted'
                         for n in ask(unit + ':head:h', 'GET', '/v1/notices')[1]))
    code, j = act(stack.THERE_COUNTY, docket, 'state', reason='不应由区里陈述')
    assert code in (403, 404), (code, j)
    out = xueji('--as', '440000:head:zheng', 'state', docket, '--reason', '处分由学校自行解除')
    assert out.returncode == 0, out.stderr
    for unit in ('430000', '440000'):
        wait(lambda u=unit: [h['stated'] for h in show(u, docket)['heard']] == [False, True])
    code, j = act('440000', docket, 'state', reason='再次陈述')
    assert code == 409 and j['verdict'] == 'STATED_ALREADY', (code, j)
    code, j = act('000000', docket, 'overrule', reason='视为同意')
    assert code == 409 and j['verdict'] == 'NOT_HEARD_YET', 'one of two: %s' % j
    assert act('430000', docket, 'state', reason='请依法裁定')[0] == 202
    wait(lambda: all(h['stated'] for h in show('000000', docket)['heard']))
    assert act('000000', docket, 'overrule', reason='处分已解除，视为同意')[0] == 200
    stack.walk(docket, stack.INTER_PROVINCE[4:])
    ends(docket, 'completed', stack.ON_THE_ROUTE)
    said = [(e['unit'], e['holder']) for e in show(HERE, docket)['entries'] if e['action'] == 'stated']
    assert said == [('440000', '000000'), ('430000', '000000')], 'stamped by the ministry, signed by each: %s' % said
    out = xueji('--as', '440000:head:h', 'export', docket)
    proof = xueji('verify', '-', stdin=out.stdout)
    assert proof.returncode == 0, proof.stderr
