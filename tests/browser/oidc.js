// Signing in by the province's identity provider: a real one (oidc-provider, certified by the OpenID Foundation) on
// another site than the pages, which asks its own questions and has its own clock.
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const { forget } = require('./accounts');

const ISSUER = process.env.XUEJI_OIDC_ISSUER;
const BACK = '/console/sign-in/provider/back';
const secret = () => fs.readFileSync(path.join(path.dirname(process.env.XUEJI_ROOT), 'oidc.secret'), 'utf8').trim();

// Two keys, of which the client's tokens are signed by that of `alg`.
async function start(here, alg) {
  // NODE_PATH, which import() does not look at, says where it is.
  const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
  const jwk = (type, options, kid) => ({ ...crypto.generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
    kid, use: 'sig' });
  const provider = new Provider(ISSUER, {
    clients: [{ client_id: 'xueji-school-43', client_secret: secret(), redirect_uris: [here + BACK],
      id_token_signed_response_alg: alg }],
    jwks: { keys: [jwk('rsa', { modulusLength: 2048 }, 'r1'), jwk('ec', { namedCurve: 'P-256' }, 'e1')] },
    cookies: { keys: ['of this test'] },
    pkce: { required: () => true },
  });
  const server = await new Promise(resolve => {
    const s = provider.listen(Number(new URL(ISSUER).port), 'localhost', () => resolve(s));
  });
  server.unref();	// a test that fails must not keep the runner
  return () => new Promise(resolve => { server.close(resolve); server.closeAllConnections(); });
}

// From the page for signing in to the provider, and what it asks there.
async function go(page, here) {
  await page.goto(here + '/console/sign-in');
  await Promise.all([page.waitForURL(ISSUER + '/**'), page.click('a.button')]);
}

async function answer(page, login) {
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', 'any');
  await Promise.all([page.waitForNavigation(), page.click('button[type=submit]')]);
  await page.click('button[type=submit]');	// that it may tell who it is
}

// The address to which the provider sends the browser back, not used up: without its cookie the sign-in is none of
// that browser's, and the code stays where it is.
async function catchAnswer(page, here) {
  await go(page, here);
  const kept = (await page.context().cookies(here)).filter(c => c.name.startsWith('xueji_oidc'));
  await page.context().clearCookies({ name: kept[0].name });
  await answer(page, 'person-mo');
  await page.waitForURL(here + BACK + '?**');
  await page.context().addCookies(kept);
  return page.url();
}

// An answer of the provider is not asked for again.
async function look(ctx, page, name) {
  ctx.pages.set(page, { isGet: false, options: {} });
  await ctx.look(page, name);
}

async function inAndOut(browser, ctx, here) {
  const { must, test } = ctx;

  await test('a linked officer signs in through the provider, comes back from another site, and is in', async () => {
    ctx.xueji(ctx.HERE + ':clerk:mo', ['account', 'add', '--subject', 'person-mo']);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(here + '/console/sign-in');
    await ctx.look(page, 'oidc-sign-in');
    await go(page, here);
    must(new URL(page.url()).hostname === 'localhost', page.url());
    await answer(page, 'person-mo');
    await page.waitForURL(here + '/console/');
    must((await page.locator('header').textContent()).includes('mo'), 'not in');
    const cookies = (await context.cookies(here)).filter(c => c.name.startsWith('xueji_'));
    must(cookies.every(c => !c.name.startsWith('xueji_oidc')), 'the cookie of the sign-in is still there');
    const session = cookies.find(c => c.name.startsWith('xueji_console'));
    must(session && session.sameSite === 'Strict' && session.httpOnly, JSON.stringify(session));
    await page.goto(here + '/console/account');
    must(await page.locator('input[type=password]').count() === 0, 'an account without a password may change it');
    await ctx.look(page, 'oidc-account');
    await Promise.all([page.waitForNavigation(), page.click('header form button')]);
    must(page.url() === here + '/console/sign-in', page.url());
    await page.goto(here + '/console/account');
    must(await page.locator('header form button').count() === 0, 'not out');
    await context.close();
  });

  await test('the same without a script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await go(page, here);
    await answer(page, 'person-mo');
    await page.waitForURL(here + '/console/');
    must((await page.locator('header').textContent()).includes('mo'), 'not in');
    await context.close();
  });

  await test('an identity without an account, and one whose account is sealed, have one page', async () => {
    const texts = [];
    ctx.xueji(ctx.HERE + ':clerk:fu', ['account', 'add', '--subject', 'person-fu']);
    forget('school-43', 'fu');
    for (const who of ['person-nobody', 'person-fu']) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await go(page, here);
      await answer(page, who);
      await page.waitForSelector('[role=alert]');
      texts.push(await page.locator('main').textContent());
      must(texts[0].includes('没有与该身份关联的可用账号') && !texts[0].includes(who), texts[0]);
      await look(ctx, page, 'oidc-unknown');
      await Promise.all([page.waitForNavigation(), page.click('header a[href*="lang=en"]')]);
      must((await page.locator('[role=alert]').textContent()).includes('no account that may be used here'), 'another reason');
      await Promise.all([page.waitForNavigation(), page.click('header a[href*="lang=zh"]')]);
      must((await page.locator('main').textContent()) === texts[0], 'not the same page');
      await page.click('main a');
      must(page.url() === here + '/console/sign-in', page.url());
      await context.close();
    }
    must(texts[0] === texts[1], texts.join('\n'));
    const english = await browser.newContext({ locale: 'en-GB' });
    const page = await english.newPage();
    await go(page, here);
    await answer(page, 'person-nobody');
    await page.waitForSelector('[role=alert]');
    must((await page.locator('main').textContent()).includes('no account that may be used here'), 'no English');
    await look(ctx, page, 'oidc-unknown-en');
    await english.close();
  });
}

async function forged(browser, ctx, here) {
  const { must, test } = ctx;

  await test('a sign-in that was begun in another browser, or is used again, lets nobody in', async () => {
    const first = await browser.newContext(), second = await browser.newContext();
    const page = await first.newPage(), victim = await second.newPage();
    const caught = await catchAnswer(page, here);
    await go(victim, here);	// so that it has a sign-in of its own
    const r = await victim.goto(caught);
    must(r.status() === 403 && (await victim.locator('[role=alert]').textContent()).includes('不是在这个浏览器中开始的'), 'taken');
    await look(ctx, victim, 'oidc-state');
    await page.goto(caught);
    await page.waitForURL(here + '/console/');
    must((await page.locator('header').textContent()).includes('mo'), 'its own browser is not let in');
    const again = await page.goto(caught);
    must(again.status() === 403, 'used twice');
    await first.close();
    await second.close();
  });

  await test('a code that the provider does not take lets nobody in', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const caught = await catchAnswer(page, here);
    const url = new URL(caught);
    url.searchParams.set('code', 'x' + url.searchParams.get('code'));
    const r = await page.goto(url.href);
    must(r.status() === 403 && (await page.locator('[role=alert]').textContent()).includes('未通过校验'), 'taken');
    await look(ctx, page, 'oidc-refused');
    await context.close();
  });
}

async function oidc(browser, ctx) {
  const { must, test, base, PASSWORD } = ctx;
  const here = base('school-43');
  let stop;

  await test('while the provider is away, its page says so and passwords are as good as ever', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(here + '/console/sign-in');
    const [r] = await Promise.all([page.waitForNavigation(), page.click('a.button')]);
    must(r.status() === 503 && (await page.locator('[role=alert]').textContent()).includes('暂时无法使用'), 'no such page');
    await look(ctx, page, 'oidc-away');
    await ctx.signIn(page, 'school-43', 'qian', PASSWORD);
    must((await page.locator('header').textContent()).includes('qian'), 'not in');
    await page.context().close();
    await new Promise(resolve => setTimeout(resolve, 10000));	// it is not asked more often
  });

  stop = await start(here, 'RS256');
  await inAndOut(browser, ctx, here);
  await forged(browser, ctx, here);

  await test('the head of the office above links an account, and ends the link', async () => {
    ctx.xueji('sun', ['account', 'add', '--at', ctx.HERE], PASSWORD + '\n');
    ctx.xueji(ctx.HERE + ':clerk:gu', ['account', 'add'], PASSWORD + '\n');
    const sun = await (await browser.newContext()).newPage();
    const link = async subject => {
      await sun.fill('#link-name', 'gu');
      await sun.fill('#link-subject', subject);
      await Promise.all([sun.waitForNavigation(), sun.click('#link button')]);
    };
    await ctx.signIn(sun, 'school-43', 'sun', PASSWORD);
    await link('person-mo');
    must((await sun.locator('[role=alert]').textContent()).includes('已关联另一账号'), 'one person has two accounts');
    await link('person-gu');
    must((await sun.locator('tr:has-text("gu")').first().textContent()).includes('person-gu'), 'not shown');
    await ctx.look(sun, 'oidc-accounts');
    const page = await (await browser.newContext()).newPage();
    await go(page, here);
    await answer(page, 'person-gu');
    await page.waitForURL(here + '/console/');
    await link('');
    await page.goto(here + '/console/account');
    must(await page.locator('header form button').count() === 0, 'the session outlives the link');
  });

  await stop();
  await test('the provider goes away while somebody is there; who is in stays in', async () => {
    stop = await start(here, 'RS256');
    const context = await browser.newContext();
    const page = await context.newPage();
    const caught = await catchAnswer(page, here);
    await stop();
    const r = await page.goto(caught);
    must(r.status() === 503 && (await page.locator('[role=alert]').textContent()).includes('暂时无法使用'), 'status ' + r.status());
    const qian = await ctx.open('qian');
    must((await qian.goto(here + '/console/')).status() === 200, 'thrown out');
    await context.close();
  });

  await test('why nobody was let in is counted and in the log, without names', async () => {
    const log = fs.readFileSync(path.join(path.dirname(path.dirname(process.env.XUEJI_ROOT)), 'log', 'school-43.log'), 'utf8');
    const lines = log.split('\n').filter(l => l.includes('sign_in_not_taken'));
    for (const why of ['away', 'unknown', 'state', 'code'])
      must(lines.some(l => l.includes('why=' + why + ' ')), why + ' is not in the log:\n' + lines.join('\n'));
    const counted = await (await fetch(here + '/metrics')).text();
    for (const result of ['done', 'refused', 'away'])
      must(new RegExp('provider_sign_ins_total{result="' + result + '"} [1-9]').test(counted), result + ' is not counted');
    must(lines.every(l => !l.includes('person-') && !/\b(mo|gu|fu)\b/.test(l)), lines.join('\n'));
  });
}

module.exports = oidc;
