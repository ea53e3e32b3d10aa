// What the modules have in common: places and people, the command line, signing in, counting.
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const look = require('./look');

const PASSWORD = 'a long enough word';
// In the order of deploy/stack, which gives each the next port.
const PLACES = ['school-43', 'county-43', 'prefecture-43', 'province-43', 'school-44', 'county-44',
  'prefecture-44', 'province-44', 'ministry-00'];
const HERE = '2143000101', THERE = '2144000101';
const ACCOUNTS = {
  zhao: [HERE, 'registrar', 'school-43'], qian: [HERE, 'head', 'school-43'],
  sun: ['430102', 'head', 'county-43'], ma: ['430100', 'head', 'prefecture-43'],
  li: ['430000', 'head', 'province-43'], lin: [THERE, 'registrar', 'school-44'],
  zhou: [THERE, 'head', 'school-44'], wu: ['440103', 'head', 'county-44'],
  he: ['440100', 'head', 'prefecture-44'], zheng: ['440000', 'head', 'province-44'],
  bai: ['000000', 'head', 'ministry-00'],
  // The slower of two at the same desk.
  qiu: [HERE, 'head', 'school-43'],
};
// Who decides about a transfer between the provinces, in the order of the route.
const ROUTE = ['qian', 'sun', 'li', 'zhou', 'wu', 'zheng'];

class Context {
  constructor(browser) {
    Object.assign(this, { browser, PASSWORD, PLACES, HERE, THERE, ACCOUNTS, ROUTE, passed: 0 });
    this.failures = [];
    this.ran = new Set();
    this.opened = new Set();
    this.pages = new WeakMap();
    this.taken = new Set();
    for (const name of ['base', 'look', 'must', 'test', 'xueji', 'signIn', 'file', 'open', 'wait', 'press'])
      this[name] = this[name].bind(this);
    // However a module opens a context, it is known how its pages came about.
    const newContext = browser.newContext.bind(browser);
    browser.newContext = async (options = {}) => {
      const context = await newContext({ locale: 'zh-CN', ...options });
      this.opened.add(context);
      context.on('request', r => {
        if (r.isNavigationRequest() && r.frame().parentFrame() === null)
          this.pages.set(r.frame().page(), { isGet: r.method() === 'GET', options });
      });
      return context;
    };
  }

  async closeAll() {
    for (const context of this.opened) await context.close().catch(() => {});
    this.opened.clear();
  }

  base(place) {
    return 'http://127.0.0.1:' + (Number(process.env.XUEJI_CONSOLE_PORT) + PLACES.indexOf(place));
  }

  must(is, what) {
    if (!is) throw new Error(what || 'it is not so');
  }

  async test(name, what) {
    const begin = Date.now();
    this.ran.add(name);
    try {
      await what();
      this.passed++;
      console.log('ok   ' + ((Date.now() - begin) / 1000).toFixed(1).padStart(5) + ' s  ' + name);
    } catch (e) {
      this.failures.push(name);
      console.log('FAIL ' + name + '\n     ' + (e.stack || e));
    }
  }

  // As UNIT:ROLE:OFFICER, or the name of an account above. What is said is text; add --json for JSON.
  xueji(as, args, input) {
    const who = ACCOUNTS[as] ? ACCOUNTS[as][0] + ':' + ACCOUNTS[as][1] + ':' + as : as;
    try {
      return execFileSync(process.env.XUEJI_BIN + '/xueji', ['--json', '--as', who, ...args],
        { input: input || '', encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
    } catch (e) {
      throw new Error(who + ' ' + args.join(' ') + ': ' + e.stdout + e.stderr);
    }
  }

  makeAccounts() {
    for (const name of Object.keys(ACCOUNTS))
      this.xueji(name, ['account', 'add'], PASSWORD + '\n');
  }

  // Until what() is true; it is asked ten times a second.
  async wait(what, seconds = 30) {
    for (const end = Date.now() + seconds * 1000; ;) {
      const answer = await what();
      if (answer) return answer;
      this.must(Date.now() < end, 'waited ' + seconds + ' s in vain: ' + what);
      await new Promise(r => setTimeout(r, 100));
    }
  }

  async signIn(page, place, name, password) {
    await page.goto(this.base(place) + '/console/');
    await page.fill('#name', name);
    await page.fill('#password', password);
    await Promise.all([page.waitForNavigation(), page.click('main form button.first')]);
  }

  // A page of its own on which that account is signed in.
  async open(name, options) {
    const context = await this.browser.newContext(options);
    const page = await context.newPage();
    await this.signIn(page, ACCOUNTS[name][2], name, PASSWORD);
    return page;
  }

  // A child who may be filed for: a row of deploy/demo.d/students.csv, each once.
  child(school = THERE) {
    const [head, ...lines] = fs.readFileSync('deploy/demo.d/students.csv', 'utf8').trim().split('\n');
    const children = lines.map(l => Object.fromEntries(l.split(',').map((v, i) => [head.split(',')[i], v])));
    const child = children.find(c => c.school === school && c.status === 'in_school' && c.problem === '0'
      && c.number.startsWith('G') && !this.taken.has(c.number));
    this.must(child, 'no child is left at ' + school);
    this.taken.add(child.number);
    return child;
  }

  // Files a transfer by the command line: { docket, name, number, child }.
  file(reason = '随父母迁居') {
    const child = this.child();
    const answer = JSON.parse(this.xueji('zhao', ['file', 'transfer', '--student', child.number, '--name',
      child.name, '--citizen-id', child.citizen_id, '--grade', child.grade, '--from', THERE, '--reason',
      reason]));
    return { docket: answer.docket, name: child.name, number: child.number, child };
  }

  // The form for a transfer on the page of a registrar, by the menu, filled in but not sent.
  async fillTransfer(page, child, words) {
    await page.goto(new URL('/console/', page.url()).href);
    await page.click('nav a[href="/console/file"]');
    await page.click('a[href="/console/file?kind=transfer"]');
    const fields = { sending_school: child.school, 'student.number': child.number, 'student.name': child.name,
      'student.citizen_id': child.citizen_id, 'student.grade': child.grade, reason: words };
    for (const [name, value] of Object.entries(fields)) await page.fill('[name="' + name + '"]', value);
  }

  // Presses a button of a form; what comes back, a redirect followed.
  async press(page, verb) {
    const [answer] = await Promise.all([page.waitForNavigation(),
      page.click('button[name=verb][value=' + verb + ']')]);
    return answer;
  }

  // All daemons stop and start again on another day. Whoever was signed in may not be any more.
  async goOnTo(when) {
    const dir = path.dirname(path.dirname(process.env.XUEJI_DESKS));
    const shift = Math.round((Date.parse(when) - Date.now()) / 1000);
    const stack = (...args) => execFileSync('deploy/stack', [args[0], dir, ...args.slice(1)], { stdio: 'ignore' });
    for (const place of PLACES) {
      const file = path.join(dir, 'etc', place + '.yaml');
      fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/^clock_shift_s: .*$/m, 'clock_shift_s: ' + shift));
      stack('daemon-stop', place);
      stack('daemon-start', place);
    }
    for (const place of PLACES)
      await this.wait(() => fetch(this.base(place) + '/readyz').then(r => r.ok, () => false));
  }

  docketOf(page) {
    return new URL(page.url()).pathname.match(/^\/console\/dockets\/([0-9a-f-]{36})$/)[1];
  }

  show(as, docket) {
    return JSON.parse(this.xueji(as, ['show', docket]));
  }

  // Until the docket lies on the desk of that account.
  async reaches(docket, name) {
    await this.wait(() => this.inbox(name).includes(docket));
  }

  inbox(name) {
    return JSON.parse(this.xueji(name, ['inbox'])).map(row => row.docket);
  }

  // By the command line, up to and with that officer; without one, all of them.
  async walk(docket, last) {
    for (const name of ROUTE) {
      await this.reaches(docket, name);
      this.xueji(name, ['approve', docket]);
      if (name === last) return;
    }
  }

  async look(page, name) {
    await look(this, page, name);
  }
}

module.exports = { Context };
