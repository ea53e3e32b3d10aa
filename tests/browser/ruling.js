// A refusal, the filer's objection, and the ministry's ruling, all on the pages.
module.exports = async (browser, ctx) => {
  const { must, test, base, ACCOUNTS } = ctx;
  const filed = ctx.file();
  await ctx.walk(filed.docket, 'zhou');

  async function act(name, verb, reason, code) {
    const page = await ctx.open(name);
    await page.goto(base(ACCOUNTS[name][2]) + '/console/dockets/' + filed.docket);
    await page.fill('#reason', reason);
    if (code) await page.selectOption('#code', code);
    await ctx.press(page, verb);
    const wrong = page.locator('[role=alert]');
    if (verb === 'state') must(await page.locator('#decide').count() === 0, 'he is asked to state again');
    must(await wrong.count() === 0, verb + ': ' + (await wrong.allTextContents()).join());
    await ctx.look(page, verb + '-' + name);
    await page.context().close();
  }

  await test('a sending county refuses on the page', async () => {
    await ctx.reaches(filed.docket, 'wu');
    await act('wu', 'refuse', '处分期内', 'UNDER_SANCTION');
  });
  await test('a parent is told that it was refused, on what ground, and whose turn it is', async () => {
    await ctx.wait(() => ctx.show('qian', filed.docket).entries.some(e => e.action === 'refused'));
    const page = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 320, height: 640 } })).newPage();
    await page.goto(base('school-43') + '/parents/');
    await page.fill('#number', filed.docket);
    await page.fill('#name', filed.name);
    await Promise.all([page.waitForNavigation(), page.click('main form button')]);
    const said = await page.locator('.turn').textContent();
    must(/未获同意（理由：受处分期间），等待 \S+ 更正、申请协调或撤销/.test(said), said);
    must(!(await page.content()).includes('处分期内'), 'what an officer wrote is told to a parent');
    await ctx.look(page, 'parents-refused');
    await page.context().close();
  });
  // The county that has refused is told of the ruling, of the end and of nothing between: its page may not tell a parent more.
  const parentThere = async (name, done) => {
    const page = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 320, height: 640 } })).newPage();
    await page.goto(base('county-44') + '/parents/');
    await page.fill('#number', filed.docket);
    await page.fill('#name', filed.name);
    await Promise.all([page.waitForNavigation(), page.click('main form button')]);
    const said = await page.locator('main').textContent();
    must(new RegExp('已于 2026年9月\\d+日 办理（' + done + '）并移交，此后的进展这里不掌握').test(said)
      && said.includes('请向提交申请的 湖南示范甲小学101 查询'), said);
    must(!/等待|轮到谁办理|办理期限|当前|停在此处/.test(said), 'said as if it were so now: ' + said);
    await ctx.look(page, name);
    await page.context().close();
  };
  await test('a parent who asks where it was refused reads what was done there, and who knows more', async () => {
    await parentThere('parents-handed-on', '不同意：受处分期间');
  });
  await test('the receiving school objects', async () => {
    await ctx.wait(() => ctx.show('qian', filed.docket).entries.some(e => e.action === 'refused'));
    await act('qian', 'object', '处分已解除');
  });
  await test('P0-19 ruling: both provinces state their view, and the ministry rules', async () => {
    for (const name of ['li', 'zheng']) {
      await ctx.wait(() => { try { return ctx.show(name, filed.docket).stage === 'coordination'; }
        catch (e) { return false; } });
      await ctx.wait(() => ctx.show('bai', filed.docket).stage === 'coordination');
      const judge = await ctx.open('bai');
      await judge.goto(base(ACCOUNTS.bai[2]) + '/console/dockets/' + filed.docket);
      const said = await judge.locator('main').textContent();
      must(said.includes('尚未陈述') && !said.includes('等待 教育部 的核办人'), 'he is told to wait for himself');
      must(await judge.locator('#decide').count() === 0, 'a ruling is offered before both have stated');
      await ctx.look(judge, 'not-heard-' + name);
      await judge.context().close();
      const page = await ctx.open(name);
      const row = page.locator('tr', { hasText: filed.docket }).filter({ hasText: '请本省陈述意见' });
      await page.goto(base(ACCOUNTS[name][2]) + '/console/notices');
      must((await row.textContent()).includes('待本单位陈述意见'), name + ' is not asked');
      await ctx.look(page, 'statement-wanted-' + name);
      await act(name, 'state', '请依法裁定');
      await ctx.wait(() => ctx.show(name, filed.docket).entries.some(e => e.action === 'stated' && e.officer === name));
      await page.reload();
      must(!(await row.textContent()).includes('待本单位'), name + ' is asked again');
      must(await row.locator('a').count() === 1, 'no way to the docket');
      await page.context().close();
    }
    await ctx.wait(() => ctx.show('bai', filed.docket).heard.every(h => h.stated));
    const page = await ctx.open('bai');
    await page.goto(base(ACCOUNTS.bai[2]) + '/console/dockets/' + filed.docket);
    await ctx.press(page, 'overrule');
    must((await page.locator('#reason\\.fault').textContent()).includes('请填写意见'), 'a ruling goes without words');
    await page.context().close();
    await act('bai', 'overrule', '同意转出');
    await ctx.wait(() => ctx.show('qian', filed.docket).entries.some(e => e.action === 'ruled_overrule'));
    // It binds: the docket is beyond whoever had refused, and he is told at once.
    await ctx.wait(() => ctx.show('wu', filed.docket).entries.some(e => e.action === 'ruled_overrule'));
    await parentThere('parents-handed-on-ruled', '裁定视为同意');
    const wu = await ctx.open('wu');
    await wu.goto(base(ACCOUNTS.wu[2]) + '/console/notices');
    const told = wu.locator('tr', { hasText: filed.docket }).filter({ hasText: '上级裁定：本单位视为同意' });
    must((await told.textContent()).includes('教育部'), 'who is overruled is not told by whom');
    await ctx.look(wu, 'told-overruled');
    await wu.goto(base(ACCOUNTS.wu[2]) + '/console/dockets/' + filed.docket);
    must(await wu.locator('section.back').count() === 0, 'the refusal stands there as if it still waited');
    await ctx.look(wu, 'overruled');
    await wu.context().close();
    await ctx.reaches(filed.docket, 'zheng');
    ctx.xueji('zheng', ['approve', filed.docket]);
    for (const name of ['wu', 'qian']) {
      await ctx.wait(() => ctx.show(name, filed.docket).entries.some(e => e.action === 'ruled_overrule'));
      const page = await ctx.open(name);
      await page.goto(base(ACCOUNTS[name][2]) + '/console/dockets/' + filed.docket);
      must((await page.locator('ol.timeline').textContent()).includes('裁定视为同意'), name + ' is not told');
      must(await page.locator('button[value=refuse]').count() === 0, name + ' can refuse again');
      if (name === 'wu') await ctx.look(page, 'ruled');
      await page.context().close();
    }
  });
};
