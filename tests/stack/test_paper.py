"""What is printed: made by the program that the daemons start, proved off line with the grants and the root
public key alone, and there again after the program was killed."""

import os
import re
import signal
import subprocess
import tempfile

import stack
from stack import HERE, HERE_COUNTY, ON_THE_ROUTE, THERE, ask, ends, file, raw, reaches, walk, xueji

_students = stack.STUDENTS


def _pdf(who, path):
    status, body = raw(stack.daemon_of(who.split(':')[0]), 'GET', path, headers={'X-Xueji-As': who})
    assert status == 200 and body.startswith(b'%PDF-') and len(body) <= 150 * 1024, (status, body[:300])
    return body


def _text(pdf):
    return subprocess.run(['pdftotext', '-raw', '-', '-'], input=pdf, stdout=subprocess.PIPE, check=True).stdout.decode()


def _proof(pdf):
    return re.search(r'XUEJI1:[A-Za-z0-9_\n-]{186,190}', _text(pdf)).group().replace('\n', '')


def _verify(proof, *more):
    keys = os.path.join(stack.DIR, 'keys')
    return xueji('verify', '--proof', proof, '--grants', keys + '/grants.bin', '--root', keys + '/root.pub', *more)


def a_sheet_is_printed_and_proved_with_what_stands_on_it():
    student = _students.take(HERE)
    pdf = _pdf(HERE + ':registrar:clerk', '/v1/sheet.pdf?number=' + student['number'])
    assert student['number'] in _text(pdf) and student['name'] in _text(pdf)
    proof = _proof(pdf)
    out = _verify(proof)
    assert out.returncode == 0 and '核验通过：学生基本信息表' in out.stdout.decode() and HERE in out.stdout.decode(), out
    assert _verify(proof[:-1] + ('A' if proof[-1] != 'A' else 'Q')).returncode == 7
    sheet = xueji('--as', HERE + ':registrar:clerk', 'sheet', student['number']).stdout.decode()
    with tempfile.NamedTemporaryFile('w', suffix='.txt') as f:
        f.write(sheet)
        f.flush()
        assert _verify(proof, '--sheet', f.name).returncode == 0
        f.write('grade: 十二年级\n')
        f.flush()
        out = _verify(proof, '--sheet', f.name)
        assert out.returncode == 7 and '不一致' in out.stdout.decode(), out


def a_notice_is_printed_at_both_ends_of_a_transfer():
    student = _students.take(THERE)
    docket = file(student)
    path = '/v1/dockets/%s/notice.pdf' % docket
    assert ask(HERE + ':head:h', 'GET', path)[1]['verdict'] == 'NOT_NOW'
    walk(docket)
    ends(docket, 'completed', ON_THE_ROUTE)
    for unit in (HERE, THERE):
        pdf = _pdf(unit + ':head:h', path)
        assert student['name'] in _text(pdf) and '转学通知书' in _text(pdf)
        assert unit in _verify(_proof(pdf)).stdout.decode()


def a_verification_sheet_is_printed_by_who_issues_it_and_by_who_answers():
    docket = ask(HERE_COUNTY + ':clerk:clerk', 'POST', '/v1/dockets',
                 {'kind': 'complaint', 'sending_school': HERE, 'reason': '推诿，不予办理转学'})[1]['docket']
    reaches(docket, HERE_COUNTY, 'sheet')
    pdf = _pdf(HERE_COUNTY + ':head:h', '/v1/dockets/%s/sheet.pdf' % docket)
    assert '推诿，不予办理转学' in _text(pdf) and '核查单' in _text(pdf)


def a_program_that_was_killed_is_started_again():
    student = _students.take(HERE)
    who, path = HERE + ':registrar:clerk', '/v1/sheet.pdf?number=' + student['number']
    _pdf(who, path)
    tasks = '/proc/%d/task' % stack.pid(stack.daemon_of(HERE))
    children = [c for t in os.listdir(tasks) for c in open('%s/%s/children' % (tasks, t)).read().split()]
    assert children, 'no program prints'
    os.kill(int(children[0]), signal.SIGKILL)
    assert ask(who, 'GET', path)[1]['verdict'] == 'PAPER_NOT_AVAILABLE'
    _pdf(who, path)
