// Unmasking for a minute and who looked, one-time codes, and a sealed account that the office above opens.
const { execFileSync } = require('child_process');
const crypto = require('crypto');
const path = require('path');

const STEP_MS = 30 * 1000;

// RFC 6238 of what the page shows, by the daemons' clock.
function code(secret, steps = 0) {
  const bits = [...secret].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)));
  const now = Date.now() + Number(process.env.XUEJI_CLOCK_SHIFT_S || 0) * 1000;
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / STEP_MS) + steps));
  const mac = crypto.createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// Ninety days ago, as far as the database of that daemon tells.
function forget(place, account) {
  const up = path.dirname(path.dirname(process.env.XUEJI_DESKS));
  execFileSync('psql', ['-qX', '-h', path.join(up, 'postgresql'), '-U', 'postgres', '-d',
    'xueji_' + place.replace('-', '_'), '-c', 'update account set alive_at = alive_at - 90::bigint * 86400000'
      + " where name = '" + account + "'"]);
}

const submit = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

async function unmasking(browser, ctx) {
  const { must, test, base, PASSWORD } = ctx;
  const filed = ctx.file('显示与隐藏');
  const url = base('school-43') + '/console/dockets/' + filed.docket;
  const hides = html => !html.includes(filed.name) && !html.includes(filed.child.citizen_id);

  await test('P0-14 unmasking: for a purpose, and hidden again after 60 seconds', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.clock.install();
    await ctx.signIn(page, 'school-43', 'qian', PASSWORD);
    await page.goto(url);
    must(hides(await page.content()), 'shown before it was asked for');
    await page.goto(url + '/cases');
    must(hides(await page.content()), 'shown beside the other dockets of the child');
    await page.goto(url);
    await page.click('#student summary');
    await page.click('#student form button');
    must(await page.locator('#student.shown').count() === 0, 'shown without a purpose');
    await page.fill('#purpose', '核对身份证件');
    await page.click('#student form button');
    await page.waitForSelector('#student.shown');
    const text = await page.locator('#student').textContent();
    must(text.includes(filed.name) && text.includes(filed.child.citizen_id) && text.includes(filed.number), text);
    must(page.url() === url, 'another page');
    await ctx.look(page, 'unmasked');
    await context.close();
  });

  await test('unmasked is gone after 60 seconds without a click', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.clock.install();
    await ctx.signIn(page, 'school-43', 'qian', PASSWORD);
    await page.goto(url);
    await page.click('#student summary');
    await page.fill('#purpose', '再次核对');
    await page.click('#student form button');
    await page.waitForSelector('#student.shown');
    await page.clock.runFor(58000);
    must(await page.locator('#student.shown').count() === 1, 'gone too soon');
    await page.clock.runFor(3000);
    await page.waitForSelector('#student:not(.shown)');
    must(hides(await page.content()), 'still there');
    await context.close();
  });

  await test('unmasking without a script: a page that leaves by itself and is not kept', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await ctx.signIn(page, 'school-43', 'qian', PASSWORD);
    await page.goto(url);
    const csrf = await page.locator('#student input[name=csrf]').getAttribute('value');
    const origin = base('school-43');
    const send = purpose => page.request.post(url + '/unmask', { form: { csrf, purpose }, headers: { origin } });
    const short = await send('abc');
    must(short.status() === 400 && hides(await short.text()), 'shown for three letters');
    must(short.headers().refresh === undefined, 'leaves without having shown anything');
    const shown = await send('核对身份证件 <b>');
    must(shown.status() === 200 && !hides(await shown.text()), 'not shown');
    must(shown.headers().refresh === '60; url=/console/dockets/' + filed.docket, shown.headers().refresh);
    must(shown.headers()['cache-control'] === 'no-store', 'kept');
    await page.click('#student summary');
    await page.fill('#purpose', '不用脚本核对');
    await submit(page, '#student form button');
    must((await page.locator('#student').textContent()).includes(filed.name), 'not shown in the browser');
    await context.close();
  });

  await test('unmasking is for who may see the docket', async () => {
    const page = await ctx.open('wu');
    const csrf = await page.locator('input[name=csrf]').first().getAttribute('value');
    const origin = base('county-44');
    const r = await page.request.post(origin + '/console/dockets/' + filed.docket + '/unmask',
      { form: { csrf, purpose: '核对身份证件' }, headers: { origin } });
    must(r.status() === 404 && hides(await r.text()), 'status ' + r.status());
    await page.context().close();
  });

  await test('P0-15 who looked at whom: with the purpose, and the chain is whole', async () => {
    const page = await ctx.open('qian');
    await page.goto(base('school-43') + '/console/looks');
    await page.fill('#subject', filed.docket);
    await submit(page, 'main form button');
    const text = await page.locator('table').textContent();
    must(text.includes('核对身份证件') && text.includes('qian') && text.includes('不用脚本核对'), text);
    must(text.includes('核对身份证件 <b>'), 'the purpose is not shown as it was written');
    await ctx.look(page, 'looks');
    await page.fill('#account', 'nobody');
    await submit(page, 'main form button');
    must(await page.locator('table').count() === 0, 'somebody looked');
    const walk = JSON.parse(ctx.xueji('qian', ['looks', '--verify']));
    must(walk.intact === true && walk.looks > 4, JSON.stringify(walk));
    await page.context().close();
  });
}

async function codes(browser, ctx) {
  const { must, test, base, PASSWORD } = ctx;
  const here = base('school-43');
  const context = await browser.newContext();
  const page = await context.newPage();
  let secret;
  ctx.xueji(ctx.HERE + ':head:mei', ['account', 'add'], PASSWORD + '\n');

  await test('one-time codes are set up by the first one', async () => {
    await ctx.signIn(page, 'school-43', 'mei', PASSWORD);
    await page.goto(here + '/console/account');
    secret = await page.locator('#totp-secret').textContent();
    await ctx.look(page, 'account');
    must((await page.locator('main a[href^=otpauth]').getAttribute('href')).includes('secret=' + secret), 'another secret');
    await page.fill('#code', '12345x');
    await page.fill('#totp-old', PASSWORD);
    await submit(page, 'button[value=set]');
    must(await page.locator('[role=alert]').count() === 1, 'that was no code');
    await page.fill('#code', code(secret));
    await page.fill('#totp-old', PASSWORD);
    await submit(page, 'button[value=set]');
    must((await page.locator('[role=status]').textContent()).includes('已启用'), 'not set up');
    await ctx.look(page, 'account-codes');
  });

  await test('signing in asks for the code, and one that counted counts no more', async () => {
    await submit(page, 'header form button');
    await ctx.signIn(page, 'school-43', 'mei', PASSWORD);
    must(page.url().endsWith('/console/sign-in/code'), page.url());
    await ctx.look(page, 'code');
    await page.fill('#code', 'abcdef');
    await submit(page, 'main form button');
    await ctx.look(page, 'code-wrong');
    must((await page.request.get(here + '/console/account')).url().length > 0
      && !(await (await page.request.get(here + '/console/account')).text()).includes('sign-out'), 'in by the password alone');
    const used = code(secret, 1);
    await page.fill('#code', used);
    await submit(page, 'main form button');
    must((await page.locator('header').textContent()).includes('mei'), 'not in');
    await submit(page, 'header form button');
    await ctx.signIn(page, 'school-43', 'mei', PASSWORD);
    await page.fill('#code', used);
    await submit(page, 'main form button');
    must(await page.locator('[role=alert]').count() === 1, 'the same code was taken twice');
  });

  await test('who has lost the telephone is let in again by account add', async () => {
    ctx.xueji(ctx.HERE + ':head:mei', ['account', 'add'], PASSWORD + '\n');
    await ctx.signIn(page, 'school-43', 'mei', PASSWORD);
    must((await page.locator('header').textContent()).includes('mei'), 'not in');
  });
  await context.close();
}

async function sealed(browser, ctx) {
  const { must, test, base, PASSWORD } = ctx;
  const here = base('school-43');

  await test('an account unused for ninety days is sealed, and opened by the level above', async () => {
    ctx.xueji(ctx.HERE + ':head:dong', ['account', 'add'], PASSWORD + '\n');
    ctx.xueji('sun', ['account', 'add', '--at', ctx.HERE], PASSWORD + '\n');
    forget('school-43', 'dong');
    const dong = await (await browser.newContext()).newPage();
    await ctx.signIn(dong, 'school-43', 'dong', PASSWORD);
    must((await dong.locator('[role=alert]').textContent()).includes('登录未成功'), 'still open');
    const sun = await (await browser.newContext()).newPage();
    await ctx.signIn(sun, 'school-43', 'sun', PASSWORD);
    must(sun.url() === here + '/console/accounts', sun.url());
    await ctx.look(sun, 'accounts');
    await sun.click('text=只看已封存账号');
    await sun.waitForURL('**sealed=1');
    must((await sun.locator('table').textContent()).includes('dong'), 'not shown to the level above');
    await submit(sun, 'tr:has-text("dong") button');
    must((await sun.locator('[role=status]').textContent()).includes('已启用'), 'not opened');
    await ctx.signIn(dong, 'school-43', 'dong', PASSWORD);
    must((await dong.locator('header').textContent()).includes('dong'), 'not let in');
    const r = await dong.goto(here + '/console/accounts');
    must(r.status() === 403, 'a school sees after accounts');
    await sun.goto(here + '/console/looks?account=sun');
    must((await sun.locator('table').textContent()).includes('启用账号'), 'the opening is not recorded');
  });

  await test('the head of an office makes an account below, and none that is there', async () => {
    const sun = await (await browser.newContext()).newPage();
    await ctx.signIn(sun, 'school-43', 'sun', PASSWORD);
    const fill = async (name, role) => {
      await sun.fill('#name', name);
      await sun.fill('#unit', ctx.HERE);
      await sun.selectOption('#role', role);
      await sun.fill('#password', 'a first long word');
      await submit(sun, 'main form.sheet button');
    };
    await fill('zhao', 'head');
    must((await sun.locator('[role=alert]').textContent()).includes('已被使用'), 'a registrar became a head');
    await ctx.look(sun, 'accounts-refused');
    await fill('tao', 'clerk');
    const tao = await (await browser.newContext()).newPage();
    await ctx.signIn(tao, 'school-43', 'tao', 'a first long word');
    must((await tao.locator('header').textContent()).includes('tao'), 'not made');
  });
}

async function accounts(browser, ctx) {
  await unmasking(browser, ctx);
  await codes(browser, ctx);
  await sealed(browser, ctx);
}

module.exports = accounts;
module.exports.accounts = accounts;
module.exports.forget = forget;
