"""Everything the checker may read, written into one folder while nothing moves: the topics as they lie in
Kafka, the tables of every daemon, the keys. Bodies of entries in full from those who received the
children, who see every docket; from all others their digests."""

import os
import shutil
import subprocess

import stack

DIGESTS = ("select docket, string_agg(n || ':' || encode(sha256(body), 'hex') || ':' || encode(hash, 'hex') || ':'"
           " || md5(signature), ' ' order by n) as entries from entry group by docket")
TABLES = {
    'docket': 'select id, n, kind, scope, state, stage, holder, is_held_here, student_number, receiving_school,'
              ' sending_school, header from docket',
    'entry': DIGESTS,
    'record': 'select school, number, version, citizen_id, status, open_docket from record',
    'record_version': 'select school, number, version, status, open_docket, cause from record_version',
    'outbox': 'select letter, docket, topic, kind, attempts from outbox',
    'dead_letter': 'select topic, partition, "offset", reason, times, replayed_at from dead_letter',
    'fork': 'select docket, n, ours, hash from fork',
    'position': 'select topic, partition, next_offset from position',
}
FULL = 'select docket, n, body, hash, algorithm, key_id, signature from entry'


def copy(daemon, query, path):
    with open(path, 'wb') as f:
        subprocess.run(['psql', '-qX', '-h', os.path.join(stack.DIR, 'postgresql'), '-U', 'postgres', '-d',
                        'xueji_' + daemon.replace('-', '_'), '-c', 'copy (%s) to stdout (format csv, header)' % query],
                       check=True, stdout=f)


def tables(folder, receiver):
    for daemon in stack.DAEMONS:
        os.makedirs(os.path.join(folder, 'db', daemon))
        for name, query in TABLES.items():
            copy(daemon, query, os.path.join(folder, 'db', daemon, name + '.csv'))
    copy(receiver, FULL, os.path.join(folder, 'db', receiver, 'entry_full.csv'))


def topics(folder):
    os.makedirs(os.path.join(folder, 'topics'))
    for topic in stack.topics():
        with open(os.path.join(folder, 'topics', topic), 'wb') as f:
            subprocess.run(['kcat', '-C', '-e', '-q', '-b', '127.0.0.1:%d' % stack.PORT, '-t', topic, '-o', 'beginning',
                            '-f', '%k %p %o %S\\n%s\\n'], check=True, stdout=f)


def records(path):
    """(number, school) of all children that are at a school. The receivers' province is read first: who has been
    admitted there was let go by the others before, and children go that way only."""
    with open(path, 'w', encoding='utf-8') as f:
        for daemon in ('school-43', 'school-44'):
            f.write(stack.sql(daemon, "select number || ' ' || school from record where status not in (13, 14)"))
            f.write('\n')


def everything(folder):
    shutil.copy(os.path.join(stack.DIR, 'keys', 'grants.bin'), folder)
    shutil.copy(os.path.join(stack.DIR, 'keys', 'root.pub'), folder)
    records(os.path.join(folder, 'records-end'))
    tables(folder, 'school-43')
    topics(folder)
