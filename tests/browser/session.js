// Signing in and out, what a stranger's form or address is told, and two daemons on one host.
module.exports = async (browser, ctx) => {
  const { must, test, base, PASSWORD } = ctx;
  const here = base('school-43');
  const isSession = c => c.name.startsWith('xueji_console');
  const filed = ctx.file();
  const context = await browser.newContext();
  const page = await context.newPage();
  const cookie = async () => (await context.cookies()).find(isSession);

  await test('a wrong password and an unknown name look the same', async () => {
    const seen = [];
    for (const name of ['qian', 'nobody']) {
      await ctx.signIn(page, 'school-43', name, 'a wrong password');
      seen.push((await page.locator('main').innerHTML()).replace(/value="[^"]*"/g, ''));
    }
    must(seen[0] === seen[1] && seen[0].includes('登录未成功'), seen.join('\n'));
    await ctx.look(page, 'sign-in-failed');
  });

  await test('signing in gives another token; a form without its own is refused', async () => {
    await page.goto(here + '/console/');
    await ctx.look(page, 'sign-in');
    const before = await cookie();
    await ctx.signIn(page, 'school-43', 'qian', PASSWORD);
    const after = await cookie();
    must(after.httpOnly && after.sameSite === 'Strict', 'the cookie is open');
    must(before.value !== after.value, 'the token stayed');
    const path = here + '/console/dockets/' + filed.docket;
    await page.goto(path);
    const csrf = await page.locator('main input[name=csrf]').first().getAttribute('value');
    const form = { verb: 'approve', seen: '1', reason: '' };
    for (const [token, origin] of [['', here], ['0'.repeat(64), here], [csrf, 'http://evil.example']]) {
      const r = await page.request.post(path, { form: { ...form, csrf: token }, headers: { origin } });
      must(r.status() === 403, token + ' ' + origin + ': ' + r.status());
    }
  });

  await test('two daemons on one host: signing in at one leaves the other signed in', async () => {
    const other = await context.newPage();
    await ctx.signIn(other, 'school-44', 'zhou', PASSWORD);
    must((await other.locator('header').textContent()).includes('zhou'), 'zhou is not signed in');
    await page.goto(here + '/console/');
    must((await page.locator('header').textContent()).includes('qian'), 'qian was signed out');
    must(new Set((await context.cookies()).filter(isSession).map(c => c.name)).size === 2, 'one cookie for both');
    await other.close();
  });

  await test('what is not there or not ours is the same, and headers forbid scripts', async () => {
    for (const path of ['/console/dockets/0198f0a0-7c11-7abc-8def-0123456789ab', '/console/../etc/passwd',
      '/console/style-/../../x', '/console/%2e%2e/x'])
      must((await page.request.get(here + path)).status() === 404, path);
    await page.goto(here + '/console/dockets/0198f0a0-7c11-7abc-8def-0123456789ab');
    const never = await page.locator('main').innerHTML();
    // The sending county has not been reached: to it the docket does not exist.
    const wu = await ctx.open('wu');
    await wu.goto(base('county-44') + '/console/dockets/' + filed.docket);
    must(await wu.locator('main').innerHTML() === never, 'another unit is told that the docket exists');
    await ctx.look(wu, 'not-found');
    const headers = (await page.request.get(here + '/console/?lang=en')).headers();
    must(headers['content-security-policy'].startsWith("default-src 'none';"), 'no policy');
    must(headers['cache-control'] === 'no-store', 'may be kept');
    await page.goto(here + '/console/?lang=zh');
  });

  await test('signed out is out', async () => {
    await page.goto(here + '/console/');
    const old = (await context.cookies()).filter(isSession);
    await Promise.all([page.waitForNavigation(), page.click('header form button')]);
    must(await page.locator('#password').count() === 1, 'still in');
    await context.addCookies(old);
    await page.goto(here + '/console/');
    must(await page.locator('#password').count() === 1, 'the old cookie still opens');
  });
};
