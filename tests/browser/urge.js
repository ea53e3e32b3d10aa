// Silence: weeks later, when a county has not decided.
const { execFileSync } = require('child_process');
const fs = require('fs');

module.exports = async (browser, ctx) => {
  const { must, test, base, ACCOUNTS } = ctx;
  const filed = ctx.file();
  const at = name => base(ACCOUNTS[name][2]) + '/console/';
  const urge = page => page.locator('button[value=urge]');

  await test('nobody is urged before the term is over', async () => {
    await ctx.walk(filed.docket, 'zhou');
    await ctx.reaches(filed.docket, 'wu');
    await ctx.wait(() => ctx.show('qian', filed.docket).stage === 'sending_county');
    const page = await ctx.open('qian');
    await page.goto(at('qian') + 'dockets/' + filed.docket);
    must(await urge(page).count() === 0, 'on the first day');
    await page.context().close();
    let said = '';
    try { ctx.xueji('qian', ['urge', filed.docket]); } catch (e) { said = e.message; }
    must(said.includes('NOT_NOW'), said);
    await ctx.goOnTo('2026-09-21T09:00:00+08:00');
  });

  await test('P0-19 overdue: the school has the level above told by a button, once, and it stands in the docket', async () => {
    const page = await ctx.open('qian', { javaScriptEnabled: false });
    await page.goto(at('qian') + 'dockets/' + filed.docket);
    must((await page.locator('.sentence').textContent()).includes('逾期'), 'it is not late');
    must(await urge(page).count() === 1, 'no button');
    must(await page.locator('button[value=object]').count() === 1, 'silence cannot be objected to');
    must(!(await page.locator('main').textContent()).includes('本单位已办理并移交'), 'who filed is told of every step');
    await page.fill('#reason', '学生已到校三周');
    await ctx.press(page, 'urge');
    must(await page.locator('[role=alert]').count() === 0, await page.locator('main').textContent());
    await page.context().close();
    // The holder stamps it, whose clock decides whether it is late.
    await ctx.wait(() => ctx.show('qian', filed.docket).entries.some(e => e.action === 'urged'));
    const seen = ctx.show('qian', filed.docket), e = seen.entries.find(one => one.action === 'urged');
    must(e.unit === ctx.HERE && e.holder === '440103' && e.reason === '学生已到校三周', JSON.stringify(e));
    must(seen.holder === '440103' && seen.stage === 'sending_county' && seen.working_days_left < 0, 'it was moved');
    const again = await ctx.open('qian');
    await again.goto(at('qian') + 'dockets/' + filed.docket);
    must(await urge(again).count() === 0, 'once more on the same day');
    must((await again.locator('ol.timeline').textContent()).includes('催办'), 'it does not stand in the docket');
    await ctx.look(again, 'urged');
    await again.context().close();
  });

  await test('the proof of an urged docket holds, by our verifier and by the one that knows the page alone', async () => {
    const file = process.env.XUEJI_SHOTS + '/urged.docket', root = process.env.XUEJI_ROOT;
    fs.writeFileSync(file, execFileSync(process.env.XUEJI_BIN + '/xueji',
      ['--as', ctx.HERE + ':head:qian', 'export', filed.docket]));
    execFileSync(process.env.XUEJI_BIN + '/xueji', ['verify', file]);
    const said = JSON.parse(execFileSync('python3',
      ['tests/wire/verify_export.py', file, fs.readFileSync(root, 'utf8').trim()], { encoding: 'utf8' }));
    must(said.verdict === 'OK' && said.entries.some(e => e.action === 'urged'), JSON.stringify(said));
  });

  await test('P0-19 overdue: the late office and the one above it are told, which may send a supervision letter', async () => {
    // Whoever files it is a clerk: the head decides.
    ctx.xueji('440100:clerk:mei', ['account', 'add'], ctx.PASSWORD + '\n');
    for (const name of ['wu', 'he', 'mei']) {
      const page = name === 'mei' ? await (await browser.newContext()).newPage() : await ctx.open(name);
      if (name === 'mei') await ctx.signIn(page, ACCOUNTS.he[2], name, ctx.PASSWORD);
      const row = page.locator('tr', { hasText: filed.docket }).filter({ hasText: '被催办' });
      const notices = at(name === 'mei' ? 'he' : name) + 'notices';
      await ctx.wait(async () => { await page.goto(notices); return await row.count() === 1; });
      must((await row.textContent()).includes('荔湾'), 'who is late is not said');
      must(await row.locator('a[href*="kind=supervision"]').count() === (name === 'mei' ? 1 : 0), name);
      await ctx.look(page, 'told-' + name);
      await page.context().close();
    }
  });

  await test('an office of the side that filed may urge too, and is told where it was done already', async () => {
    const page = await ctx.open('sun');
    await page.goto(at('sun') + 'dockets/' + filed.docket);
    must(await urge(page).count() === 1, 'no button for the county');
    // It was handed on weeks ago, and lies with another office by now.
    must((await page.locator('main').textContent()).includes('移交时下一环节'), 'an old state is told as that of today');
    await ctx.look(page, 'county');
    await ctx.press(page, 'urge');
    must((await page.locator('[role=status]').textContent()).length > 0, 'nothing is said');
    const row = page.locator('tr', { hasText: filed.docket }).filter({ hasText: '请求未被接受' });
    await ctx.wait(async () => { await page.goto(at('sun') + 'notices'); return await row.count() === 1; });
    must(ctx.show('qian', filed.docket).entries.filter(e => e.action === 'urged').length === 1, 'twice');
    await page.context().close();
  });
};
