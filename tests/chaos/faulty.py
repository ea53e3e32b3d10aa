"""A checker that finds nothing proves something only if it can find: an excerpt of a run is damaged by hand, once
for each way an invariant can be broken, and the checker has to call each by its name."""

import collections
import csv
import json
import os
import shutil

import check

KEPT = 3        # dockets of each way through


# -- an excerpt --------------------------------------------------------------------------

def read_rows(path):
    with open(path, encoding='utf-8', newline='') as f:
        reader = csv.DictReader(f)
        return reader.fieldnames, list(reader)


def write_rows(path, names, rows):
    with open(path, 'w', encoding='utf-8', newline='') as f:
        writer = csv.DictWriter(f, names)
        writer.writeheader()
        writer.writerows(rows)


def choose(folder):
    """Some dockets of each length and end, their children, and one docket that is left out."""
    by_kind, children = collections.defaultdict(list), {}
    _, rows = read_rows(os.path.join(folder, 'db', check.FULL, 'docket.csv'))
    of_child = collections.Counter(r['student_number'] for r in rows)
    for r in rows:
        if of_child[r['student_number']] == 1:
            by_kind[r['scope'], r['n'], r['state']].append(r['id'])
            children[r['id']] = r['student_number']
    chosen = {id for ids in by_kind.values() for id in ids[:KEPT]}
    # Between provinces: others may never have left their daemon.
    stranger = next(ids[KEPT] for (scope, _, state), ids in by_kind.items()
                    if len(ids) > KEPT and scope == '4' and state == '1')
    return chosen, {children[id] for id in chosen}, stranger


def key_of(row):
    return row.get('id') or row.get('docket') or row.get('cause') or ''


def excerpt(folder, to):
    """False: the run has too little for one. Receipts are left out: they are about many."""
    chosen, children, stranger = choose(folder)
    shutil.rmtree(to, ignore_errors=True)
    for daemon in os.listdir(os.path.join(folder, 'db')):
        os.makedirs(os.path.join(to, 'db', daemon))
        for name in os.listdir(os.path.join(folder, 'db', daemon)):
            names, rows = read_rows(os.path.join(folder, 'db', daemon, name))
            rows = [r for r in rows if key_of(r) in chosen or r.get('number') in children and not r.get('cause')]
            write_rows(os.path.join(to, 'db', daemon, name), names, rows)
    for name in ('grants.bin', 'root.pub'):
        shutil.copy(os.path.join(folder, name), to)
    excerpt_history(folder, to, chosen)
    for name in ('records-begin', 'records-end'):
        with open(os.path.join(folder, name)) as f, open(os.path.join(to, name), 'w') as out:
            out.writelines(l for l in f if l.split()[:1] and l.split()[0] in children)
    return excerpt_topics(folder, to, chosen, stranger)


def excerpt_history(folder, to, chosen):
    ops = set()
    with open(os.path.join(folder, 'history.jsonl')) as f, open(os.path.join(to, 'history.jsonl'), 'w') as out:
        for line in f:
            j = json.loads(line)
            if j.get('docket') in chosen:
                ops.add(j['op'])
            if j['op'] in ops:
                out.write(line)


def excerpt_topics(folder, to, chosen, stranger):
    """Returns a letter of the docket that was left out."""
    os.makedirs(os.path.join(to, 'topics'))
    left_out, files = None, {}
    for topic, key, value in check.topics_of(folder):
        if key == stranger and left_out is None:
            left_out = topic, key, value
        if key in chosen:
            append(to, topic, key, value, files)
    [f.close() for f in files.values()]
    return left_out


def append(folder, topic, key, value, files=None):
    files = {} if files is None else files
    if topic not in files:
        files[topic] = open(os.path.join(folder, 'topics', topic), 'ab')
    files[topic].write(b'%s 0 0 %d\n%s\n' % (key.encode(), len(value), value))
    files[topic].flush()


# -- damage ------------------------------------------------------------------------------

class Excerpt:
    """What the damages need: a folder, and how its tables are changed."""

    def __init__(self, folder, left_out):
        self.folder, self.left_out = folder, left_out
        _, self.dockets = read_rows(self.path(check.FULL, 'docket'))

    def path(self, daemon, table):
        return os.path.join(self.folder, 'db', daemon, table + '.csv')

    def first(self, **fits):
        return next(r for r in self.dockets if all(r[k] == v for k, v in fits.items()))

    def change(self, daemon, table, what):
        """what(row) changes it and returns None, or a list of rows that take its place."""
        names, rows = read_rows(self.path(daemon, table))
        new = []
        for row in rows:
            instead = what(row)
            new += [row] if instead is None else instead
        write_rows(self.path(daemon, table), names, new)

    def add(self, daemon, table, **row):
        names, rows = read_rows(self.path(daemon, table))
        write_rows(self.path(daemon, table), names, rows + [dict.fromkeys(names, '') | row])

    def everywhere(self, table, what):
        for daemon in os.listdir(os.path.join(self.folder, 'db')):
            if os.path.exists(self.path(daemon, table)):
                self.change(daemon, table, what)

    def lines(self, name, what):
        path = os.path.join(self.folder, name)
        with open(path) as f:
            lines = f.read().splitlines()
        with open(path, 'w') as f:
            f.writelines(l + '\n' for l in what(lines))

    def history(self, what):
        """what(list of objects) returns another."""
        self.lines('history.jsonl', lambda lines: [json.dumps(j) for j in what([json.loads(l) for l in lines])])


def flip(text, at=-1):
    """One bit of a hexadecimal column."""
    data = bytearray.fromhex(text[2:])
    data[at] ^= 1
    return '\\x' + data.hex()


DONE = dict(state='1', n='11', scope='4')     # between provinces: one inside a province may have as many


def an_answered_filing_is_nowhere(x):
    gone = x.first(**DONE)['id']
    for table in ('docket', 'entry', 'entry_full'):
        x.everywhere(table, lambda r: [] if key_of(r) == gone else None)


def a_copy_is_missing(x):
    gone = x.first(**DONE)['id']
    x.change('county-44', 'docket', lambda r: [] if r['id'] == gone else None)


def the_last_entry_is_gone_everywhere(x):
    d = x.first(**DONE)['id']
    x.everywhere('entry', lambda r: r.update(entries=r['entries'].rsplit(' ', 1)[0]) if r['docket'] == d else None)
    x.everywhere('entry_full', lambda r: [] if (r['docket'], r['n']) == (d, '11') else None)
    x.everywhere('docket', lambda r: r.update(n='10', state='0') if r['id'] == d else None)


def an_answered_approval_is_not_there(x):
    d = x.first(**DONE)['id']
    x.history(lambda h: h + [{'op': 10**9, 't': 1, 'type': 'invoke', 'f': 'approve', 'who': '430102:head:nobody', 'docket': d},
                             {'op': 10**9, 't': 2, 'type': 'ok', 'n': 3}])


def a_child_is_nowhere(x):
    x.lines('records-end', lambda lines: lines[1:])


def an_admission_has_no_record(x):
    d = x.first(**DONE)
    x.everywhere('record_version', lambda r: [] if r['cause'] == d['id'] and r['school'] == d['receiving_school'] else None)


def a_child_is_at_two_schools(x):
    x.lines('records-end', lambda lines: lines + [lines[0].split()[0] + ' 2143009999'])


def a_child_was_at_two_schools_for_a_moment(x):
    with open(os.path.join(x.folder, 'records-7'), 'w') as f:
        f.write('G1 2143000101\nG2 2143000101\nG1 2144000101\n')


def a_child_was_admitted_twice(x):
    d = x.first(**DONE)
    x.everywhere('record_version', lambda r: [r, dict(r, version='9')]
                 if r['cause'] == d['id'] and r['school'] == d['receiving_school'] else None)


def an_approval_was_done_twice(x):
    """Of a docket that came back to the same head, one of the two wishes is taken out of the history."""
    def without_one(history):
        asked, gone = collections.defaultdict(list), None
        for j in history:
            if j.get('f') == 'approve':
                asked[j['docket'], j['who']].append(j['op'])
        ends = {j['op']: j['type'] for j in history if j['type'] != 'invoke'}
        gone = next(ops[0] for ops in asked.values() if [ends.get(o) for o in ops] == ['ok', 'ok'])
        return [j for j in history if j['op'] != gone]
    x.history(without_one)


def entry(x, change):
    d = x.first(**DONE)['id']
    x.change(check.FULL, 'entry_full', lambda r: change(r) if (r['docket'], r['n']) == (d, '5') else None)


def a_body_has_another_bit(x):
    entry(x, lambda r: r.update(body=flip(r['body'])))


def a_stamp_has_another_bit(x):
    entry(x, lambda r: r.update(signature=flip(r['signature'])))


def a_stamp_is_of_another_unit(x):
    other = {}
    x.change(check.FULL, 'entry_full', lambda r: other.setdefault(r['n'], r) and None)
    entry(x, lambda r: r.update(key_id=other['3']['key_id'], signature=other['3']['signature']))


def a_hash_is_not_that_of_its_body(x):
    entry(x, lambda r: r.update(hash=flip(r['hash'])))


def a_header_has_another_bit(x):
    d = x.first(**DONE)['id']
    x.change(check.FULL, 'docket', lambda r: r.update(header=flip(r['header'], 40)) if r['id'] == d else None)


def a_letter_is_garbled(x):
    topic, key, value = next(check.topics_of(x.folder))
    append(x.folder, topic, key, value[:-5])


def a_letter_has_a_bad_stamp(x):
    for topic, key, value in check.topics_of(x.folder):
        letter = check.wire.read_message(value, check.LETTER)
        if 10 not in letter:
            append(x.folder, topic, key, value[:-1] + bytes([value[-1] ^ 1]))
            return
    # No slip has a docket for its key in this excerpt: a receipt that nobody signed.
    slip = b'\x0a\x02\x12\x00' + b'\x12\x0b\x08\x01\x12\x02ab\x1a\x03abc'
    append(x.folder, 'xueji.v1.43.school', 'x', b'\x12\x06430102\x20\x01\x72' + bytes([len(slip)]) + slip)


def an_entry_is_missing_in_between(x):
    entry(x, lambda r: [])


def an_entry_is_missing_in_a_copy(x):
    d = x.first(**DONE)['id']

    def shorten(r):
        if r['docket'] == d:
            parts = r['entries'].split(' ')
            r['entries'] = ' '.join(parts[:4] + parts[5:])
    x.change('county-43', 'entry', shorten)


def a_copy_ends_too_early(x):
    d = x.first(**DONE)['id']
    x.change('county-43', 'entry', lambda r: r.update(entries=r['entries'].rsplit(' ', 1)[0]) if r['docket'] == d else None)


def a_copy_has_another_entry(x):
    d = x.first(**DONE)['id']
    x.change('province-43', 'entry', lambda r: r.update(entries=r['entries'][:-1] + 'x') if r['docket'] == d else None)


def somebody_keeps_a_fork(x):
    x.add('school-44', 'fork', docket=x.first(**DONE)['id'], n='4', ours='\\x00', hash='\\x01')


def two_hold_it(x):
    d = x.first(**DONE)['id']
    for daemon in ('county-43', 'county-44'):
        x.change(daemon, 'docket', lambda r: r.update(is_held_here='t') if r['id'] == d else None)


def a_state_is_not_that_of_its_entries(x):
    d = x.first(**DONE)['id']
    x.change('school-44', 'docket', lambda r: r.update(state='3') if r['id'] == d else None)


def a_closed_docket_still_locks(x):
    d = x.first(**DONE)
    x.change(check.FULL, 'record', lambda r: r.update(open_docket=d['id']) if r['number'] == d['student_number'] else None)


def nobody_filed_it(x):
    d = x.first(**DONE)['id']

    def without(history):
        ops = {j['op'] for j in history if j.get('f') == 'file' and j['docket'] == d}
        return [j for j in history if j['op'] not in ops]
    x.history(without)


def it_was_refused_and_is_there(x):
    d = x.first(**DONE)['id']

    def refused(history):
        ops = {j['op'] for j in history if j.get('f') == 'file' and j['docket'] == d}
        return [dict(j, type='fail', verdict='WINDOW_CLOSED') if j['op'] in ops and j['type'] != 'invoke' else j for j in history]
    x.history(refused)


def an_entry_is_on_the_wire_only(x):
    append(x.folder, *x.left_out)


def a_record_was_changed_by_nothing(x):
    x.add('school-44', 'record_version', school='2144000101', number='G1', version='2', status='13', cause='nothing')


def a_letter_was_never_received(x):
    x.add('province-43', 'outbox', letter='1', docket='2', topic='xueji.v1.00.ministry', kind='delivery', attempts='9')


def a_letter_was_buried(x):
    x.add('province-43', 'dead_letter', topic='xueji.v1.43.province', partition='0', offset='7', reason='11', times='1')


def a_reader_sees_it_go_back(x):
    d = x.first(**DONE)
    reads = [{'op': 10**9 + i, 't': 10**9 + 2 * i + k, 'docket': d['id'], **more} for i, n in enumerate((11, 10)) for k, more in
             enumerate(({'type': 'invoke', 'f': 'read', 'who': d['receiving_school'] + ':registrar:reader'},
                        {'type': 'ok', 'n': n, 'state': 'completed' if n == 11 else 'open'}))]
    x.history(lambda h: h + reads)


def a_child_has_moved_without_a_docket(x):
    x.lines('records-end', lambda lines: [lines[0].split()[0] + ' 2143009999'] + lines[1:])


def lawful(x, damage):
    """A chain that no one could sign is damaged after it was read."""
    findings = check.Findings()
    dump = check.Dump(x.folder)
    dockets = check.read_dockets(findings, dump, x.stamps)
    d = dockets[x.first(**DONE)['id']]
    entries = [e._replace(n=n) for n, e in enumerate(damage(d.entries), 1)]
    check.check_paths(findings, {d.id: d._replace(entries=entries)})
    return findings


def a_stage_was_left_out(x):
    return lawful(x, lambda e: e[:3] + e[4:])


def it_was_approved_by_another_office(x):
    return lawful(x, lambda e: e[:2] + [e[2]._replace(unit='430104')] + e[3:])


def it_went_on_after_its_end(x):
    return lawful(x, lambda e: e + [e[-1]])


def an_entry_is_older_than_the_one_before_it(x):
    return lawful(x, lambda e: e[:2] + [e[2]._replace(at=e[1].at - 1)] + e[3:])


def an_answer_was_not_waited_for(x):
    refused, expired = check.REFUSED_, check.action('expired')
    return lawful(x, lambda e: e[:2] + [e[2]._replace(action=refused), e[0]._replace(
        action=expired, role=4, stage=check.ANSWER, at=e[2].at + 9 * check.DAY_MS)])


DAMAGES = {
    'lost': [an_answered_filing_is_nowhere, a_copy_is_missing, the_last_entry_is_gone_everywhere,
             an_answered_approval_is_not_there, a_child_is_nowhere, an_admission_has_no_record],
    'doubled': [a_child_is_at_two_schools, a_child_was_at_two_schools_for_a_moment, a_child_was_admitted_twice,
                an_approval_was_done_twice],
    'torn': [a_body_has_another_bit, a_stamp_has_another_bit, a_stamp_is_of_another_unit, a_hash_is_not_that_of_its_body,
             a_header_has_another_bit, a_letter_is_garbled, a_letter_has_a_bad_stamp,
             an_entry_is_older_than_the_one_before_it],
    'skipped': [an_entry_is_missing_in_between, an_entry_is_missing_in_a_copy, a_copy_ends_too_early, a_stage_was_left_out,
                it_was_approved_by_another_office, it_went_on_after_its_end],
    'split': [a_copy_has_another_entry, somebody_keeps_a_fork, two_hold_it, a_state_is_not_that_of_its_entries,
              a_closed_docket_still_locks],
    'orphan': [nobody_filed_it, it_was_refused_and_is_there, an_entry_is_on_the_wire_only, a_record_was_changed_by_nothing],
    'unsent': [a_letter_was_never_received, a_letter_was_buried],
    'went_back': [a_reader_sees_it_go_back],
    'hasty': [an_answer_was_not_waited_for],
    'miscounted': [a_child_has_moved_without_a_docket],
}


def is_found(name, damage, sound, folder, left_out, stamps):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sound, folder)
    x = Excerpt(folder, left_out)
    x.stamps = stamps
    findings = damage(x) or check.check(folder, stamps)[0]
    return bool(findings.of[name])


def run(dump, room):
    """(passed, failed), a line for each damage that was not found."""
    sound, folder = os.path.join(room, 'excerpt'), os.path.join(room, 'damaged')
    left_out = excerpt(dump, sound)
    stamps = check.Stamps(sound)
    findings, _ = check.check(sound, stamps)
    assert set(check.NAMES) == set(DAMAGES)
    passed = failed = 0
    for name, damages in DAMAGES.items():
        for damage in damages:
            # In an excerpt that has the fault by itself nothing would be proved.
            if not findings.of[name] and is_found(name, damage, sound, folder, left_out, stamps):
                passed += 1
            else:
                failed += 1
                print('FAIL    %s is not called %s' % (damage.__name__.replace('_', ' '), name))
    print('ok      %d of %d damages are found and called by their name' % (passed, passed + failed))
    return passed, failed
