// Walks the console with a browser; see run.
const { execFileSync } = require('child_process');
const fs = require('fs');
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const PASSWORD = 'a long enough word';
const SHOTS = 'build/test-logs/browser/';
const PLACES = ['school-43', 'county-43', 'prefecture-43', 'province-43', 'school-44', 'county-44',
  'prefecture-44', 'province-44', 'ministry-00'];
const HERE = '2143000101', THERE = '2144000101';
// Who decides, in the order of the route.
const OFFICERS = [
  [HERE, 'qian', 'school-43'], ['430102', 'sun', 'county-43'], ['430000', 'li', 'province-43'],
  [THERE, 'zhou', 'school-44'], ['440103', 'wu', 'county-44'], ['440000', 'zheng', 'province-44'],
];
let passed = 0, failed = 0;

function xueji(as, args, input) {
  return execFileSync(process.env.XUEJI_BIN + '/xueji', ['--json', '--as', as, ...args],
    { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'inherit'] });
}

function base(place) {
  return 'http://127.0.0.1:' + (Number(process.env.XUEJI_CONSOLE_PORT) + PLACES.indexOf(place));
}

async function test(name, what) {
  try {
    await what();
    passed++;
    console.log('ok   ' + name);
  } catch (e) {
    failed++;
    console.log('FAIL ' + name + '\n     ' + (e.stack || e));
  }
}

function must(is, what) {
  if (!is) throw new Error(what);
}

// What the page looks like, and what axe finds. Its script comes by the debugger, which the
// policy of the page does not stop.
async function look(page, name) {
  await page.screenshot({ path: SHOTS + name + '.png', fullPage: true });
  const found = await page.evaluate(axe + ';axe.run(document, { runOnly: ["wcag2a", "wcag2aa",'
    + ' "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then(r => r.violations.map('
    + 'v => v.id + ": " + v.nodes[0].html))');
  must(found.length === 0, name + ': ' + found.join('; '));
}

async function signIn(page, place, name, password) {
  await page.goto(base(place) + '/console/');
  await page.fill('#name', name);
  await page.fill('#password', password);
  await Promise.all([page.waitForNavigation(), page.click('main button')]);
}

function file() {
  const students = JSON.parse(xueji(THERE + ':registrar:lin', ['students']));
  const number = students.find(s => s.status === 'in_school' && !s.open_docket && !s.problem
    && s.student_number.startsWith('G')).student_number;
  const row = fs.readFileSync('deploy/demo.d/students.csv', 'utf8').split('\n')
    .find(l => l.startsWith(number + ',')).split(',');
  const answer = JSON.parse(xueji(HERE + ':registrar:zhao', ['file', 'transfer', '--student', number,
    '--name', row[2], '--citizen-id', row[1], '--grade', row[7], '--from', THERE, '--reason',
    '<script>document.title="x"</script>']));
  return { docket: answer.docket, name: row[2] };
}

async function openFromInbox(page, place, docket) {
  const link = page.locator('a[href="/console/dockets/' + docket + '"]');
  for (let i = 0; i < 200 && await link.count() === 0; i++) {
    await new Promise(r => setTimeout(r, 100));
    await page.goto(base(place) + '/console/');
  }
  await Promise.all([page.waitForNavigation(), link.click()]);
}

async function decide(browser, filed, [unit, name, place], i) {
  const context = await browser.newContext({ locale: 'zh-CN', javaScriptEnabled: i % 2 === 0 });
  const page = await context.newPage();
  await signIn(page, place, name, PASSWORD);
  must(await page.locator('h1').textContent() === '待办', 'no inbox for ' + name);
  await openFromInbox(page, place, filed.docket);
  const text = await page.locator('main').textContent();
  must(!text.includes(filed.name), 'the name is not masked');
  must(text.includes('等待办理单位'), 'nobody is said to be waited for');
  if (i === 0) {
    must(text.includes('<script>'), 'the words of the filing are not shown as they are');
    must(await page.title() !== 'x', 'a script ran');
  }
  if (i % 2 === 0) await look(page, 'docket-' + name);
  await Promise.all([page.waitForNavigation(), page.click('button[value=approve]')]);
  must((await page.locator('[role=status]').textContent()).includes('已办理'), 'not approved');
  if (i % 2 === 0) await look(page, 'approved-' + name);
  await context.close();
}

async function refusals(browser, filed) {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  const here = base('school-43');
  await test('a wrong password and an unknown name look the same', async () => {
    const seen = [];
    for (const name of ['qian', 'nobody']) {
      await signIn(page, 'school-43', name, 'a wrong password');
      seen.push((await page.locator('main').innerHTML()).replace(/value="[^"]*"/g, ''));
    }
    must(seen[0] === seen[1] && seen[0].includes('登录未成功'), seen.join('\n'));
    await look(page, 'sign-in-failed');
  });
  await test('signing in gives another token; a form without its own is refused', async () => {
    await page.goto(here + '/console/');
    await look(page, 'sign-in');
    const before = (await context.cookies()).find(c => c.name === 'xueji_console');
    await signIn(page, 'school-43', 'qian', PASSWORD);
    const after = (await context.cookies()).find(c => c.name === 'xueji_console');
    must(after.httpOnly && after.sameSite === 'Strict', 'the cookie is open');
    must(before.value !== after.value, 'the token stayed');
    await look(page, 'inbox');
    const path = here + '/console/dockets/' + filed.docket;
    await page.goto(path);
    const csrf = await page.locator('main input[name=csrf]').getAttribute('value');
    const form = { verb: 'approve', seen: '1', reason: '' };
    for (const [token, origin] of [['', here], ['0'.repeat(64), here], [csrf, 'http://evil.example']]) {
      const r = await page.request.post(path, { form: { ...form, csrf: token }, headers: { origin } });
      must(r.status() === 403, token + ' ' + origin + ': ' + r.status());
    }
  });
  await test('the slower of two officers keeps what was typed', async () => {
    await page.goto(here + '/console/dockets/' + filed.docket);
    await page.fill('#reason', '我写的意见<b>');
    await page.evaluate(() => { document.querySelector('input[name=seen]').value = '9'; });
    await Promise.all([page.waitForNavigation(), page.click('button[value=return]')]);
    must((await page.locator('[role=alert]').textContent()).includes('未办理'), 'no trouble was said');
    must(await page.inputValue('#reason') === '我写的意见<b>', 'the words are gone');
    await look(page, 'slower');
  });
  await test('what is not there or not ours is the same, and headers forbid scripts', async () => {
    for (const path of ['/console/dockets/0198f0a0-7c11-7abc-8def-0123456789ab', '/console/../etc/passwd',
      '/console/style-/../../x', '/console/%2e%2e/x'])
      must((await page.request.get(here + path)).status() === 404, path);
    const r = await page.request.get(here + '/console/?lang=en');
    const headers = r.headers();
    must(headers['content-security-policy'].startsWith("default-src 'none';"), 'no policy');
    must(headers['cache-control'] === 'no-store', 'may be kept');
    must((await r.text()).includes('Sign out'), 'not English');
  });
  await test('signed out is out', async () => {
    await page.goto(here + '/console/');
    const old = (await context.cookies()).find(c => c.name === 'xueji_console');
    await Promise.all([page.waitForNavigation(), page.click('header button')]);
    must(await page.locator('#password').count() === 1, 'still in');
    await context.addCookies([old]);
    await page.goto(here + '/console/');
    must(await page.locator('#password').count() === 1, 'the old cookie still opens');
  });
  await context.close();
}

async function main() {
  for (const [unit, name] of OFFICERS)
    xueji(unit + ':head:' + name, ['account', 'add'], PASSWORD + '\n');
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox'] });
  const filed = file();
  await refusals(browser, filed);
  for (let i = 0; i < OFFICERS.length; i++)
    await test(OFFICERS[i][1] + ' approves on the pages', () => decide(browser, filed, OFFICERS[i], i));
  await test('the child is admitted', async () => {
    for (let i = 0; i < 200; i++) {
      const docket = JSON.parse(xueji(HERE + ':head:qian', ['show', filed.docket]));
      if (docket.state === 'completed') return;
      await new Promise(r => setTimeout(r, 100));
    }
    must(false, 'not completed');
  });
  await browser.close();
  console.log(passed + ' passed, ' + failed + ' failed');
  process.exitCode = failed > 0 ? 1 : 0;
}

main();
