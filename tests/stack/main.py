"""Runs every test_*.py of this folder on one stack; each test is a function named as a
sentence. A test that raises failed; after each, every daemon must still be alive and ready
and no log may hold a sanitizer's report or a child's data. What failed, and where everything
stood then, is told again at the end: whoever reads only the last lines must see it."""

import importlib
import sys
import time
import traceback

import stack

MODULES = ['test_way', 'test_handled', 'test_business', 'test_enrolment', 'test_problems', 'test_register', 'test_complaints',
           'test_people', 'test_console', 'test_paper', 'test_terms', 'test_questions', 'test_replay', 'test_letters', 'test_hostile', 'test_weather', 'test_formal', 'test_law',
           'test_year']


def secrets():
    """What must never stand in a log: numbers, IDs and names of the demo's students."""
    for s in stack.load_students():
        yield s['number']
        yield s['name']
        if s['citizen_id']:
            yield s['citizen_id']


def look_around(words):
    """After each test: all alive, all ready, nothing in the logs that must not be there."""
    for daemon in stack.DAEMONS:
        assert stack.is_alive(daemon), daemon + ' died: ' + stack.log_of(daemon)[-600:]
        stack.wait(lambda d=daemon: stack.is_ready(d), 60)
        log = stack.log_of(daemon)
        for bad in ('Sanitizer', 'runtime error:', 'panic '):
            assert bad not in log, daemon + ': ' + log[log.index(bad) - 200:log.index(bad) + 600]
        assert not any(w in log for w in words), daemon + ': a child stands in the log'


def describe():
    """Where everything stands, a line a daemon, for whoever reads why a test failed."""
    for daemon in stack.DAEMONS:
        words = stack.raw(daemon, 'GET', '/metrics')[1].decode()
        lines = [l for l in words.splitlines() if l.startswith((
            'xueji_letters', 'xueji_outbox', 'xueji_consumer', 'xueji_open'))]
        yield '%s %s %s' % (daemon, stack.raw(daemon, 'GET', '/readyz')[1].decode(),
                            ' '.join(lines).replace('xueji_', ''))
        if any('outbox_age' in l and not l.endswith(' 0.000') for l in lines):
            yield '    waits for a receipt: ' + ', '.join(stack.sql(daemon,
                "select topic || ' ' || kind || ' ' || attempts || ' ' || count(*) from outbox"
                " group by topic, kind, attempts").split('\n'))
    for topic in stack.topics():
        yield '%s holds %d letters' % (topic, len(stack.topic_values(topic)))


def tests(wanted):
    for module in [importlib.import_module(name) for name in MODULES]:
        name = module.__name__
        for word, function in list(vars(module).items()):
            is_test = callable(function) and getattr(function, '__module__', '') == name \
                and not word.startswith('_')
            if is_test and (not wanted or any(w in word for w in wanted)):
                yield name, word, function


def report(sentence):
    """Called while a test's exception is being handled."""
    try:
        stood = '\n'.join(describe())
    except Exception as why:
        stood = 'where everything stood could not be asked: %s' % why
    return 'FAIL %s\n%s%s' % (sentence, traceback.format_exc(), stood)


def main():
    passed, reports, failed = 0, [], []
    words = set(secrets())
    stack.begin()
    try:
        for module, name, function in tests(sys.argv[1:]):
            begin = time.monotonic()
            sentence = '%s: %s' % (module, name.replace('_', ' '))
            try:
                function()
                look_around(words)
                passed += 1
                result = 'ok  '
            except Exception:
                failed.append(sentence)
                reports.append(report(sentence))
                print(reports[-1])
                result = 'FAIL'
            print('%s %6.1f s  %s' % (result, time.monotonic() - begin, sentence), flush=True)
    finally:
        stack.stack('stop', check=False)
    for failure in reports:
        print(failure)
    for sentence in failed:
        print('failed: ' + sentence)
    print('%d passed, %d failed' % (passed, len(reports)))
    return len(reports) != 0 or passed == 0


sys.exit(main())
