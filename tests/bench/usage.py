"""What tests/bench/september has used up so far: CPU by process, write-ahead log, Kafka's logs, letters, turns,
rows written; and the most memory since it was last forgotten."""

import glob
import os
import resource
import time

import country
from country import DAEMONS, DIR

TICKS = os.sysconf('SC_CLK_TCK')
TABLES = ('entry', 'docket', 'outbox')


def _fields(pid):
    try:
        with open('/proc/%s/stat' % pid) as f:
            return f.read().rsplit(')', 1)[1].split()
    except OSError:
        return None


def _cpu_s(fields):
    """Own time and that of children that have ended."""
    return sum(int(x) for x in fields[11:15]) / TICKS if fields else 0


def _pid_in(*path):
    with open(os.path.join(DIR, *path)) as f:
        return int(f.readline())


def _postgresql_s():
    """The postmaster's and that of those it has started."""
    master = _pid_in('postgresql', 'data', 'postmaster.pid')
    total = _cpu_s(_fields(master))
    for path in glob.glob('/proc/[0-9]*'):
        fields = _fields(os.path.basename(path))
        if fields and int(fields[1]) == master:
            total += _cpu_s(fields)
    return total


def servers_cpu_s():
    nodes = glob.glob(os.path.join(DIR, 'kafka*', 'pid'))
    return {'postgresql': _postgresql_s(), 'kafka': sum(_cpu_s(_fields(_pid_in(n))) for n in nodes)}


def kafka_bytes(topics='xueji*'):
    """On all nodes, so with the replicas."""
    return sum(os.path.getsize(f) for f in glob.glob(os.path.join(DIR, 'kafka*', 'data', topics, '*.log')))


def wal_bytes(psql):
    return psql.number("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")


def _pids():
    return {i: _pid_in('run', i + '.pid') for d in DAEMONS for i in country.instances(d)}


def forget_peaks():
    for pid in _pids().values():
        with open('/proc/%d/clear_refs' % pid, 'w') as f:
            f.write('5')


def peak_rss_mib():
    peaks = {}
    for name, pid in _pids().items():
        with open('/proc/%d/status' % pid) as f:
            peaks[name] = max(int(line.split()[1]) for line in f if line.startswith('VmHWM')) / 1024
    return peaks


class Used:
    """Up to now; the difference of two is a phase."""

    def __init__(self, psqls):
        own = resource.getrusage(resource.RUSAGE_SELF)
        self.cpu_s = {d: sum(_cpu_s(_fields(_pid_in('run', i + '.pid'))) for i in country.instances(d)) for d in DAEMONS}
        self.cpu_s.update(servers_cpu_s(), load=own.ru_utime + own.ru_stime)
        self.wal, self.kafka, self.letters = wal_bytes(psqls['ministry-00']), kafka_bytes(), country.letters_so_far()
        self.metrics = {d: country.metrics(d) for d in DAEMONS}
        self.entries, self.completed, self.filed = {}, {}, {}
        for d in ('school-43', 'school-44'):
            row = psqls[d].ask('select coalesce(sum(n), 0), count(*) filter (where state = 1), count(*) from docket'
                               " where is_filed_here and id > '%s'" % country.FIRST_ID)
            self.entries[d], self.completed[d], self.filed[d] = (int(x) for x in row.split('|'))


def rows_written(psqls):
    """By daemon and table: inserted and updated. PostgreSQL tells it when a session has been quiet, or has
    done something, for a second: the sweeps see to that."""
    time.sleep(country.SWEEP_S + 2)
    written = {}
    for d in DAEMONS:
        written[d] = {t: psqls[d].number("select n_tup_ins + n_tup_upd from pg_stat_user_tables"
                                         " where schemaname = 'public' and relname = '%s'" % t) for t in TABLES}
    return written
