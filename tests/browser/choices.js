// What an officer chooses about his pages and messages; kept for his account, whatever browser he signs in with.
module.exports = async (browser, ctx) => {
  const { must, test, base } = ctx;
  const at = base('school-43'), account = at + '/console/account', inbox = at + '/console/';
  const heads = page => page.locator('main table.list thead th').allTextContents();

  async function save(page) {
    await Promise.all([page.waitForNavigation(), page.click('form.choices button.first')]);
  }

  // Every target in the list has its 24 px, whatever stands around it.
  async function isLargeEnough(page) {
    for (const box of await page.locator('main table.list a, main table.list button').evaluateAll(
      all => all.map(e => e.getBoundingClientRect().height)))
      if (box < 24) return false;
    return true;
  }

  await test('choices: a column that was hidden and a dense page are there again at the next sign-in; without a script', async () => {
    const { docket } = ctx.file();
    for (const javaScriptEnabled of [true, false]) {
      let page = await ctx.open('qian', { javaScriptEnabled });
      await page.goto(inbox + '?for=all');
      must((await heads(page)).includes('环节'), 'not there before: ' + await heads(page));
      await page.click('a.choose');
      must(page.url().endsWith('#inbox'), 'the link leads to ' + page.url());
      if (javaScriptEnabled) await ctx.look(page, 'choices');	// asks for the page again
      await page.uncheck('input[name=inbox_stage]');
      await page.selectOption('#density', 'compact');
      await save(page);
      must((await page.textContent('[role=status]')).includes('已保存'), 'it is not said');
      await page.context().close();
      page = await ctx.open('qian', { javaScriptEnabled });
      await page.goto(inbox + '?for=all');
      const now = await heads(page);
      must(!now.includes('环节') && now.includes('学校'), 'the columns are ' + now);
      must(await page.locator(`a[href="/console/dockets/${docket}"]`).count() === 1, 'the docket is gone');
      must(await page.locator('body.compact').count() === 1, 'not dense');
      must(await isLargeEnough(page), 'a target of less than 24 px');
      if (javaScriptEnabled) {
        await ctx.look(page, 'choices-inbox-compact');
        await page.goto(at + '/console/students');
        await ctx.look(page, 'choices-students-compact');
      }
      await page.goto(account);
      await page.check('input[name=inbox_stage]');
      await page.selectOption('#density', 'roomy');
      await save(page);
      await page.goto(inbox + '?for=all');
      must((await heads(page)).includes('环节') && await page.locator('body.compact').count() === 0, 'not as before');
      await page.context().close();
    }
  });

  await test('choices: of a search, and of nobody else', async () => {
    const page = await ctx.open('qian'), other = await ctx.open('qiu');
    const { number } = ctx.file();
    await page.goto(account);
    for (const name of ['search_kind', 'search_holder', 'search_filed_at']) await page.uncheck(`input[name=${name}]`);
    await save(page);
    for (const [who, isHidden] of [[page, true], [other, false]]) {
      await who.goto(at + '/console/search');
      await who.fill('#number', number);
      await Promise.all([who.waitForNavigation(), who.click('#search button.first')]);
      const now = await who.locator('#dockets thead th').allTextContents();
      must(now.length > 0 && now.includes('当前单位') !== isHidden && now.includes('办理期限'), 'the columns are ' + now);
    }
    await ctx.look(page, 'choices-search');
    await page.goto(account);
    for (const name of ['search_kind', 'search_holder', 'search_filed_at']) await page.check(`input[name=${name}]`);
    await save(page);
    for (const one of [page, other]) await one.context().close();
  });

  await test('choices: a telephone that is none is named at its field, one that is shown covered; messages can be declined', async () => {
    const page = await ctx.open('qiu');
    await page.goto(account);
    await page.fill('#phone', '12345');
    await page.selectOption('#digest', 'off');
    await save(page);
    must(await page.getAttribute('#phone', 'aria-invalid') === 'true', 'the field is not marked');
    must((await page.getAttribute('#phone', 'aria-describedby')).includes('phone-fault'), 'nor told why');
    must((await page.textContent('#phone-fault')).includes('6 至 20 位数字'), 'what can be one is not said');
    must(await page.inputValue('#phone') === '12345' && await page.inputValue('#digest') === 'off', 'what was typed is gone');
    await ctx.look(page, 'choices-refused');
    await page.fill('#phone', '138 0000 5678');
    await save(page);
    const text = await page.textContent('form.choices');
    must(text.includes('138****5678') && !text.includes('13800005678'), 'the number is not covered');
    must(await page.inputValue('#digest') === 'off', 'what was declined is sent');
    await ctx.look(page, 'choices-phone');
    await page.check('input[name=phone_gone]');
    await page.selectOption('#digest', 'on');
    await save(page);
    must(!(await page.textContent('form.choices')).includes('****'), 'the number is still there');
    await page.context().close();
  });
};
