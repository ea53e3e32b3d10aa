"""What a stamp costs, depending on how much is there already: tests/bench/september --phases curve. One
thing grows at a time, each time from nothing on, a power of ten at every point; at each the same transfers
between the provinces are made a few times, and the least CPU of them counts: what else the machine does
can only add to it."""

import itertools
import json
import os
import time

import country
import usage
from country import DAEMONS, DIR, HERE, NEIGHBOUR, SCHOOLS

RUNS = 3
LOOKS, PAGE = 20, 200
SETTLE_MOST_S = 120
HEAVIEST = 1000000      # rows more than this only where the most are: the disk is not that large
COUNTY = {'43': '430102', '44': '440103'}

# What grows, and up to where unless told otherwise.
SERIES = {
    'closed': 'closed dockets in every daemon, their records and rows of the index',
    'open': 'open dockets in every daemon, in the inbox of one office, and as many handled by one school',
    'units': 'units in the registry',
}


# -- rows ----------------------------------------------------------------------------------

# A row of that table is copied with these columns as said; {at} is the number of the copy. 'G9' is no
# child's, and the ids are those of 1970.
_DOCKET = "select id from docket where closed_at > 0 and id > '%s' order by id limit 1" % country.FIRST_ID
CLOSED = (
    ('docket', _DOCKET, 'id', {
        'id': "('01000000-0000-7000-8000-' || lpad(to_hex({at}), 12, '0'))::uuid",
        'student_number': "'G9' || lpad({at}::text, 17, '0')",
        'filed_at': 'filed_at - 100000000000',
        'closed_at': 'closed_at - 100000000000 + {at}'}),
    ('entry', _DOCKET, 'n = 1 and docket', {
        'docket': "('01000000-0000-7000-8000-' || lpad(to_hex({at}), 12, '0'))::uuid"}),
    ('record', "select number from record where number not like 'G9%' order by school, number limit 1", 'number', {
        'number': "'G9' || lpad({at}::text, 17, '0')"}),
    ('student_index', "select id from student_index where id not like 'G9%' order by id limit 1", 'id', {
        'id': "'G9' || lpad({at}::text, 17, '0')",
        'key': "sha256({at}::text::bytea)",
        'claim': "''"}),
)
OPEN = (
    ('docket', _DOCKET, 'id', {
        'id': "('01080000-0000-7000-8000-' || lpad(to_hex({at}), 12, '0'))::uuid",
        'student_number': "'G9' || lpad({at}::text, 17, '0')",
        'state': '0', 'closed_at': '0', 'holder': "'{office}'", 'is_held_here': 'true', 'is_filed_here': 'false',
        'term': 'filed_at + {at}'}),
)
DESK = """insert into desk (docket, n, holder, term, next_look, stage, since)
 select id, n, holder, term, 4102444800000, stage, since from docket
 where id > '01080000-0000-7000-8000-{after:012x}' and id <= '01080000-0000-7000-8000-{upto:012x}'"""
# Long ago, and of dockets that are not there: what one school filed itself is newer, and all of it is on the page.
HANDLED = """insert into handled (docket, unit, officer, n, kind, is_ended, at)
 select ('01100000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, '{filer}', officer, 1, 1 + i % 30, i % 2 = 0, i
 from generate_series({after} + 1, {upto}) i cross join (values (''), ('bench')) o(officer)"""


def _columns(psql, table):
    return psql.ask("select string_agg(column_name, ' ' order by ordinal_position) from information_schema.columns"
                    " where table_schema = 'public' and is_identity = 'NO' and table_name = '%s'" % table).split()


def _copy(psql, row, after, upto, office):
    """Nothing where there is no row to copy."""
    table, source, key, said = row
    names = _columns(psql, table)
    values = [said.get(n, 'r.' + n).format(at='i', office=office) for n in names]
    return 'insert into %s (%s) select %s from %s r cross join generate_series(%d, %d) i where %s = (%s)' % (
        table, ', '.join(names), ', '.join(values), table, after + 1, upto, key, source)


def _office(daemon):
    """Whose inbox they lie in."""
    level, province = daemon.split('-')
    return {'school': SCHOOLS.get(province, ('',) * 3)[NEIGHBOUR], 'county': COUNTY.get(province),
            'province': province + '0000', 'ministry': '000000'}[level]


def _rows(psql, daemon, rows, after, upto, is_open):
    """The statements that make them."""
    made = [_copy(psql, row, after, upto, _office(daemon)) for row in rows]
    if is_open:
        made.append(DESK.format(after=after, upto=upto))
    level, province = daemon.split('-')
    if is_open and level == 'school':
        made.append(HANDLED.format(filer=SCHOOLS[province][HERE], after=after, upto=upto))
    return ['set synchronous_commit = off', *made, 'vacuum analyze']


def _grow_rows(day, rows, after, upto, is_open):
    """In all daemons that take part, at the same time."""
    wanted = {}
    for d in DAEMONS:
        n = upto if d.startswith('school') else min(upto, HEAVIEST)
        if not d.startswith('prefecture') and n > after:
            wanted[day.psqls[d]] = _rows(day.psqls[d], d, rows, after, n, is_open)
    for at_once in zip(*wanted.values()):
        for psql, statement in zip(wanted, at_once):
            psql.begin(statement + ';\nselect 1')
        for psql in wanted:
            psql.end()
    _settle(day)
    day.psqls['ministry-00'].do('checkpoint')


def _settle(day):
    """Until PostgreSQL has looked after what was put there: that is no part of a stamp."""
    end = time.monotonic() + SETTLE_MOST_S
    while time.monotonic() < end and day.psqls['ministry-00'].number(
            "select count(*) from pg_stat_activity where backend_type = 'autovacuum worker'") > 0:
        time.sleep(1)


# -- units ---------------------------------------------------------------------------------

def _lines_of(*path):
    with open(os.path.join(country.ROOT, *path), encoding='utf-8') as f:
        return f.readlines()


def _units_there():
    """Those that every run has."""
    return sum(len(_lines_of(*path)) - 1 for path in (('config', 'units.csv'), ('deploy', 'demo.d', 'schools.csv')))


def _write_schools(n):
    """n schools more, spread over the counties of all provinces but those that take part."""
    path = os.path.join(os.path.dirname(DIR), 'bench-schools.csv')
    counties = [line.split(',')[0] for line in _lines_of('config', 'units.csv') if ',county,' in line]
    counties = [c for c in counties if c[:2] not in SCHOOLS]
    with open(path, 'w', encoding='utf-8') as f:
        f.write('code,parent,level,phase,void,name\n')
        for i in range(n):
            county = counties[i % len(counties)]
            f.write('21%s%06d,%s,school,primary,0,演示小学%d\n' % (county[:2], i, county, i))
    return path


# -- a point -------------------------------------------------------------------------------

def _runs(day, guess):
    """What a stamp costs in each of a few runs, without the clerks."""
    runs = []
    for _ in range(RUNS):
        figures = day.measure({'school-43': day.transfers(day.most_each(guess)),
                               'school-44': day.transfers(day.most_each(guess), '44', '43')})
        cpu = figures['cpu_us_per_entry']
        runs.append({'postgresql': cpu['postgresql'], 'kafka': cpu['kafka'], 'daemons': sum(cpu[d] for d in DAEMONS),
                     'rate': figures['dockets_per_s'], 'rss': max(figures['peak_rss_mib'].values())})
    return runs


def _page_ms(daemon, who, path):
    """The first page of that list, the middle of some looks."""
    desk, times = country.connect(daemon), []
    for _ in range(LOOKS):
        begin = time.monotonic()
        status, text = country.ask(desk, country.request('GET', path, who))
        assert status == 200 and (path == '/v1/inbox' or len(json.loads(text)) == PAGE), (status, text[:200])
        times.append((time.monotonic() - begin) * 1000)
    desk.close()
    return sorted(times)[LOOKS // 2]


def _handled_ms():
    """Of whoever of the unit it was, of one officer, and by each of the other filters: the slowest."""
    who = SCHOOLS['43'][HERE] + ':registrar:bench'
    return max(_page_ms('school-43', who, '/v1/handled?limit=%d%s' % (PAGE, more))
               for more in ('', '&by=me', '&state=ended', '&kind=transfer', '&by=me&state=ended&kind=transfer'))


def _point(day, guess, size):
    runs = _runs(day, guess)
    least = min(runs, key=lambda r: r['postgresql'] + r['kafka'] + r['daemons'])
    return {'size_count': size, 'cpu_us_per_entry': {k: least[k] for k in ('postgresql', 'kafka', 'daemons')},
            'transfers_per_s': max(r['rate'] for r in runs),
            'inbox_ms': _page_ms('county-43', COUNTY['43'] + ':head:bench', '/v1/inbox'),
            'handled_ms': _handled_ms(), 'peak_rss_mib': max(r['rss'] for r in runs)}


def _sizes(series, most):
    first = 10000 if series == 'units' else 1000
    return list(itertools.takewhile(lambda n: n <= most, (first * 10 ** k for k in range(9))))


def measure(new_day, series, most, say):
    """The points of that series; new_day(env) starts the country from nothing and returns a day."""
    points, after = [], 0
    if series == 'units':
        for size in [0] + _sizes(series, most) + ([most] if most > _sizes(series, most)[-1] else []):
            day = new_day({'XUEJI_SCHOOLS': _write_schools(size)})
            points.append(_point(day, day.warm(), size + _units_there()))
            say('%d units: %s' % (points[-1]['size_count'], json.dumps(points[-1])))
        return points
    day = new_day({})
    guess = day.warm()
    points.append(_point(day, guess, 0))
    for size in _sizes(series, most):
        begin = time.monotonic()
        _grow_rows(day, OPEN if series == 'open' else CLOSED, after, size, series == 'open')
        after = size
        say('%d %s, made in %.0f s' % (size, SERIES[series], time.monotonic() - begin))
        points.append(_point(day, guess, size))
        say(json.dumps(points[-1]))
    return points
