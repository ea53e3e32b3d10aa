// The page of a docket: what it says, what it hides, and what an officer may do there.
module.exports = async (browser, ctx) => {
  const { must, test, base } = ctx;
  const filed = ctx.file('一');
  const path = place => base(place) + '/console/dockets/' + filed.docket;
  const { press } = ctx;
  const trouble = page => page.locator('[role=alert]').first().textContent();

  await test('P0-08 steps and timeline: the way of the docket and its stamps, latest first', async () => {
    const page = await ctx.open('qian');
    await page.goto(path('school-43'));
    const steps = page.locator('ol.steps li');
    must(await steps.count() >= 7, 'too few steps');
    must(await page.locator('ol.steps [aria-current=step]').count() === 1, 'not one step is now');
    await press(page, 'approve');
    const times = await page.locator('ol.timeline li time').evaluateAll(
      all => all.map(t => t.getAttribute('datetime') || t.textContent));
    must(times.length >= 2 && [...times].sort().reverse().join() === times.join(), times.join());
    must((await page.locator('ol.timeline').textContent()).includes('qian'), 'nobody decided');
    await page.context().close();
  });

  await test('P0-09 whose turn: one sentence on top names the unit', async () => {
    await ctx.reaches(filed.docket, 'sun');
    const page = await ctx.open('sun');
    await page.goto(path('county-43'));
    const text = await page.locator('.sentence').textContent();
    must(text.includes('芙蓉区') && /10/.test(text), text);
    await page.context().close();
  });

  await test('P0-14 masking: neither name nor ID are in the page, on any desk', async () => {
    const page = await ctx.open('sun');
    for (const url of [base('county-43') + '/console/', path('county-43')]) {
      await page.goto(url);
      const html = await page.content();
      must(!html.includes(filed.name) && !html.includes('>' + filed.child.citizen_id + '<'), url);
    }
    must((await page.content()).includes(filed.name[0] + '*'), 'no masked name');
    await page.context().close();
  });

  await test('P0-04 decisions: returning and refusing need words, refusing a legal ground', async () => {
    const page = await ctx.open('sun');
    await page.goto(path('county-43'));
    for (const verb of ['return', 'refuse']) {
      await press(page, verb);
      must((await trouble(page)).includes('未办理'), verb + ' without words');
    }
    await ctx.look(page, 'no-words');
    const codes = await page.locator('#code option').evaluateAll(all => all.map(o => o.value));
    must(codes.includes('IDENTITY_NOT_PROVEN') && !codes.includes('NO_RECORD'), codes.join());
    await page.fill('#reason', '长'.repeat(500));
    must((await page.inputValue('#reason')).length === 500, '500 characters do not fit');
    await page.fill('#reason', '请补充身份材料');
    await page.selectOption('#code', 'IDENTITY_NOT_PROVEN');
    await press(page, 'refuse');
    must(ctx.show('sun', filed.docket).state === 'open', 'a refusal closed it for good');
    await page.context().close();
  });

  await test('P0-12 remedy codes: a refusal says its ground in both languages, a trouble its remedy', async () => {
    const page = await ctx.open('qian');
    await page.goto(path('school-43'));
    must((await page.locator('main').textContent()).includes('身份无法核实'), 'no ground in Chinese');
    await ctx.look(page, 'refused-by-county');
    await page.goto(path('school-43') + '?lang=en');
    must((await page.locator('main').textContent()).includes('identity not proven'), 'nor in English');
    await page.goto(path('school-43') + '?lang=zh');
    await page.context().close();
  });

  await test('P0-05 maker and checker: who filed does not approve', async () => {
    const own = ctx.file();
    const page = await ctx.open('zhao');
    await page.goto(base('school-43') + '/console/dockets/' + own.docket);
    if (await page.locator('button[value=approve]').count() > 0) {
      await press(page, 'approve');
      must((await trouble(page)).includes('未办理'), 'zhao approved what zhao filed');
      await ctx.look(page, 'maker-is-no-checker');
    }
    must(ctx.show('zhao', own.docket).stage === 'receiving_school', 'it went on');
    await page.context().close();
  });

  await test('P0-36 two officers: the slower keeps what was typed, and nothing is decided twice', async () => {
    const own = ctx.file();
    const url = base('school-43') + '/console/dockets/' + own.docket;
    const fast = await ctx.open('qian'), slow = await ctx.open('qiu');
    for (const page of [fast, slow]) await page.goto(url);
    await slow.fill('#reason', '我写的意见<b>');
    await press(fast, 'approve');
    await press(slow, 'return');
    must((await trouble(slow)).includes('未办理'), 'the slower was not told');
    // The form stands no longer there once the docket is at the county; the words must.
    must((await slow.locator('main').innerHTML()).includes('我写的意见&lt;b&gt;'), 'the words are gone');
    await ctx.look(slow, 'slower');
    must(ctx.show('qian', own.docket).entries.filter(e => e.action === 'returned').length === 0, 'both decided');
    for (const page of [fast, slow]) await page.context().close();
  });
};
