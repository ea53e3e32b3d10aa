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
      const lacks = await page.locator('[role=alert] a').allTextContents();
      must(lacks.join() === (verb === 'refuse' ? '请填写意见,请选择不同意的理由' : '请填写意见'), verb + ': ' + lacks);
      must(await page.locator('#reason[aria-invalid]').count() === 1, verb + ': the words are not marked');
      must(await page.locator('#code[aria-invalid]').count() === (verb === 'refuse' ? 1 : 0), verb + ': the ground');
    }
    await ctx.look(page, 'no-words');
    const codes = await page.locator('#code option').evaluateAll(all => all.map(o => o.value));
    must(codes.includes('IDENTITY_NOT_PROVEN') && !codes.includes('NO_RECORD'), codes.join());
    await page.fill('#reason', '长'.repeat(500));
    must((await page.inputValue('#reason')).length === 500, '500 characters do not fit');
    await page.fill('#reason', '请补充身份材料');
    await page.selectOption('#code', 'IDENTITY_NOT_PROVEN');
    await press(page, 'approve');
    must((await page.locator('#code\\.fault').textContent()).includes('按的却是另一个按钮'), 'nothing is said');
    must(await page.inputValue('#code') === 'IDENTITY_NOT_PROVEN', 'the ground is lost');
    must(ctx.show('sun', filed.docket).stage === 'receiving_county', 'a refusal became an approval');
    await ctx.look(page, 'approve-with-a-ground');
    await press(page, 'refuse');
    must(ctx.show('sun', filed.docket).state === 'open', 'a refusal closed it for good');
    await page.context().close();
  });

  // Above all that is further down: who has refused, in both languages.
  const box = async (page, words) => {
    const text = (await page.locator('.sentence').textContent()) + (await page.locator('section.back').textContent());
    for (const word of words) must(text.includes(word), word + ' is not in ' + text);
    const y = e => page.locator(e).first().evaluate(x => x.getBoundingClientRect().top);
    must(await y('section.back') < await y('#student'), 'the refusal stands further down');
  };

  await test('P0-12 remedy codes: a refusal says its ground in both languages, a trouble its remedy', async () => {
    const page = await ctx.open('qian');
    await page.goto(path('school-43'));
    await box(page, ['更正、申请协调或撤销', '芙蓉区', '不同意', '身份无法核实', '请补充身份材料', '由本单位学籍管理员答复', '可申请协调']);
    await ctx.look(page, 'refused-by-county');
    await page.goto(path('school-43') + '?lang=en');
    await box(page, ['to correct, object or withdraw', 'refused', 'identity not proven', '请补充身份材料', 'registrar of your unit answers']);
    must(/^[A-Z]/.test(await page.locator('h1').textContent()), 'a heading begins with a small letter');
    await page.context().close();
  });

  await test('a refused docket is marked in the inbox, and cannot be chosen to be approved with others', async () => {
    for (const name of ['zhao', 'qian']) {
      const page = await ctx.open(name);
      const row = page.locator('tr', { has: page.locator('a[href^="/console/dockets/' + filed.docket + '"]') });
      must((await row.locator('.badge').textContent()).trim() === '✘ 不同意', name + ': ' + await row.textContent());
      must(await row.locator('input[type=checkbox]').count() === 0, name + ' may choose it');
      await ctx.look(page, 'inbox-refused-' + name);
      await page.context().close();
    }
  });

  await test('who filed is told what a correction does; one of nothing is not sent', async () => {
    const page = await ctx.open('zhao');
    await page.goto(path('school-43'));
    await box(page, ['请答复或撤销', '身份无法核实']);
    const form = await page.locator('section.card').textContent();
    must(form.includes('先由 湖南示范甲小学101 核办人核办') && form.includes('2 转入县区核办'), form);
    must(form.includes('不能补交材料'), 'nothing is said of papers');
    must(form.includes('至少填写一项'), 'what is needed is not said');
    await ctx.look(page, 'refused-filer');
    await press(page, 'correct');
    must((await trouble(page)).includes('请填写意见'), await trouble(page));
    await ctx.look(page, 'corrected-nothing');
    must(ctx.show('zhao', filed.docket).stage === 'answer', 'it was sent');
    await page.fill('#citizen_id', '430102201605200010');
    await press(page, 'correct');
    must((await page.textContent('[role=alert] a[href="#citizen_id"]')).includes('身份证件号'), 'no way to the field');
    must(await page.locator('#citizen_id[aria-invalid]').count() === 1, 'the field is not marked');
    must(await page.inputValue('#citizen_id') === '430102201605200010', 'what was typed is gone');
    await ctx.look(page, 'corrected-badly');
    await page.fill('#citizen_id', '');
    await page.fill('#reason', '户口簿已由家长送县局核对');
    await press(page, 'correct');
    must(ctx.show('zhao', filed.docket).stage === 'receiving_school', 'it was not sent');
    const said = await page.locator('[role=status]').textContent();
    must(said.includes('更正后重新发送') && said.includes('等待 湖南示范甲小学101 核办'), said);
    await page.context().close();
  });

  await test('a returned docket waits for the registrar, and not for the head', async () => {
    const own = ctx.file();
    ctx.xueji('qian', ['return', own.docket, '--reason', '请附户口簿']);
    const link = page => page.locator('main table a[href^="/console/dockets/' + own.docket + '"]');
    const zhao = await ctx.open('zhao'), qian = await ctx.open('qian');
    must(await link(zhao).count() === 1 && await link(qian).count() === 0, 'it waits for the wrong one');
    await ctx.look(zhao, 'inbox-returned');
    for (const page of [zhao, qian]) await page.goto(base('school-43') + '/console/dockets/' + own.docket);
    await box(zhao, ['更正或撤销', '退回补正', '请附户口簿', '请答复或撤销']);
    await box(qian, ['退回补正', '由本单位学籍管理员答复']);
    must(await qian.locator('#decide').count() === 0, 'there is something for the head to decide');
    await ctx.look(zhao, 'returned-filer');
    await ctx.look(qian, 'returned-head');
    for (const page of [zhao, qian]) await page.context().close();
  });

  await test('P0-05 maker and checker: who filed does not approve', async () => {
    const own = ctx.file();
    const page = await ctx.open('zhao');
    await page.goto(base('school-43') + '/console/dockets/' + own.docket);
    must(await page.locator('button[value=approve]').count() === 0 && await page.locator('#decide').count() === 0, 'a form');
    must((await page.locator('main').textContent()).includes('提交人不能核办自己提交的申请'), 'why is not said');
    await ctx.look(page, 'maker-is-no-checker');
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
