"""Recorded dockets under a draft: exported from the real stack, then asked again without it."""

import json
import os
import shutil
import subprocess
import time

import stack
from stack import HERE, HERE_COUNTY, THERE, THERE_COUNTY, act, ends, file, reaches, walk

_students = stack.STUDENTS
_FOLDER = os.path.join(stack.DIR, 'replay')


def _path(name):
    return os.path.join(_FOLDER, name)


def _write(name, text):
    with open(_path(name), 'w', encoding='utf-8') as f:
        f.write(text)
    return _path(name)


def _replay(*argv):
    """Without a desks file: no daemon can be asked."""
    env = dict(stack.ENV, XUEJI_DESKS='/nowhere', XUEJI_SETTINGS=os.path.join(stack.DIR, 'etc', 'ministry-00.yaml'))
    return subprocess.run([os.path.join(env['XUEJI_BIN'], 'xueji'), *argv], env=env, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)


def _told(draft, of, *files, code=0):
    more = ('--of', of) if of else ()
    out = _replay('--json', 'replay', '--policy', draft, *more, *files)
    assert out.returncode == code, (out.returncode, out.stdout, out.stderr)
    j = json.loads(out.stdout)
    return j, [[(d['what'], d.get('n'), d['stage'], d['unit']) for d in c.get('differences', [])] for c in j['cases']]


def _day(days):
    return time.strftime('%m-%d', time.gmtime(time.time() + 8 * 3600 + 86400 * days))


def recorded_dockets_are_asked_again_under_a_draft_and_nothing_is_touched():
    os.makedirs(_FOLDER, exist_ok=True)
    done, refused = (file(_students.take(THERE)) for _ in range(2))
    walk(done)
    walk(refused, until='sending_county')
    assert act(THERE_COUNTY, refused, 'refuse', code='UNDER_SANCTION', reason='处分期内')[0] == 200
    ends(done, 'completed', [HERE])
    reaches(refused, HERE, 'answer')
    files = []
    for docket in (done, refused):
        out = stack.xueji('--as', HERE + ':head:h', 'export', docket)
        assert out.returncode == 0
        files.append(_path(docket))
        with open(files[-1], 'wb') as f:
            f.write(out.stdout)
    stack.wait(lambda: all(stack.sql(d, 'select count(*) from outbox') == '0' for d in stack.DAEMONS))
    before = {d: stack.sql(d, 'select count(*) from entry') for d in stack.DAEMONS}
    _ask_all(files)
    assert {d: stack.sql(d, 'select count(*) from entry') for d in stack.DAEMONS} == before


def _ask_all(files):
    same = shutil.copy(os.path.join(stack.DIR, 'policy', '430000.yaml'), _path('same.yaml'))
    j, told = _told(same, '430000', *files)
    assert told == [[], []] and (j['replayed'], j['different'], j['not_replayed']) == (2, 0, 0), j
    out = _replay('replay', '--policy', same, *files)
    assert out.returncode == 0 and out.stdout.decode().count('无不同 no difference') == 2, out

    closed = _write('closed.yaml', 'version: 9\nwindows:\n  transfer: ["%s..%s"]\n' % (_day(1), _day(9)))
    j, told = _told(closed, '430000', *files)
    assert told == [[('answer', 1, 'receiving_school', HERE)]] * 2, told
    found = j['cases'][0]['differences'][0]
    assert (found['now'], found['draft'], found['ends']) == ('OK', 'PROVINCE_WINDOW_CLOSED', True), found
    assert _told(closed, '440000', *files)[1] == [[], []], 'the sending province\'s window is only shown'
    words = _replay('replay', '--policy', closed, '--of', '430000', *files).stdout.decode()
    assert '当前不在转入省规定的办理时间内' in words and 'outside the receiving province\'s period' in words, words

    short = _write('short.yaml', 'version: 9\ndays:\n  receiving_office: 1\n')
    j, told = _told(short, '430000', *files)
    assert told == [[('due', 3, 'receiving_county', HERE_COUNTY), ('due', 4, 'receiving_province', '430000')]] * 2
    assert all(d['due_draft'] < d['due_now'] for c in j['cases'] for d in c['differences']), j

    longer = _write('longer.yaml', 'version: 9\nprefecture_stages: [primary]\n')
    assert _told(longer, '440000', *files)[1] == [[('stage_added', None, 'sending_prefecture', '440100')]] * 2
    assert len(_told(longer, None, *files)[1][0]) == 2, 'of no province: of every one'

    grounds = _write('grounds.yaml', 'version: 9\ngrounds: [NO_SEAT, IDENTITY_NOT_PROVEN]\n')
    j, told = _told(grounds, '440000', *files)
    assert told == [[], [('answer', 8, 'sending_county', THERE_COUNTY)]], told
    assert j['cases'][1]['differences'][0]['draft'] == 'GROUND_NOT_YOURS' and j['counts']['answer'] == 1

    with open(os.path.join(stack.DIR, 'policy', '000000.yaml')) as f:
        nation = _write('nation.yaml', f.read().replace('08-15..07-15', '%s..07-15' % _day(1)))
    j, _ = _told(nation, '000000', *files)
    assert j['cases'][0]['differences'][0]['draft'] == 'WINDOW_CLOSED', j
    _what_cannot_be_asked(same, files)


def _what_cannot_be_asked(same, files):
    wide = _write('wide.yaml', 'version: 9\nwindows:\n  transfer: ["08-01..07-15"]\n')
    out = _replay('replay', '--policy', wide, '--of', '430000', *files)
    assert out.returncode == 3 and b'wide.yaml:3:3: the window is wider' in out.stderr, out
    with open(files[0], 'rb') as f:
        data = f.read()
    with open(_path('spoilt'), 'wb') as f:
        f.write(data[:len(data) // 2] + b'x' + data[len(data) // 2 + 1:])
    j, told = _told(same, '430000', _path('spoilt'), files[0], code=7)
    assert j['cases'][0]['verdict'] != 'OK' and told[1] == [] and (j['replayed'], j['not_replayed']) == (1, 1), j
    assert _replay('replay', '--policy', same, _path('nowhere')).returncode == 4
    assert _replay('replay', '--policy', _path('nowhere'), files[0]).returncode == 3
    for argv in (('--of', '430000'), ('--policy', same), ('--policy', same, '--of', 'x', files[0]),
                 ('--policy', same, '--from', 'yesterday', files[0])):
        assert _replay('replay', *argv).returncode == 2, argv
    out = _replay('--json', 'replay', '--policy', same, '--from', '2099-01-01', *files)
    assert json.loads(out.stdout)['outside'] == 2 and out.returncode == 0


