// The filter of a list, saved under a name: above the list as a link, for one officer or for his office.
module.exports = async (browser, ctx) => {
  const { must, test, base, PASSWORD } = ctx;
  const inbox = base('school-43') + '/console/';
  const links = page => page.locator('nav.views a:not(.tool)').allTextContents();

  // From the list as it is filtered now, by the link above it.
  async function save(page, name, isShared) {
    await page.click('nav.views a.tool');
    await page.fill('#name', name);
    if (isShared) await page.check('input[name=shared]');
    await Promise.all([page.waitForNavigation(), page.click('main form.sheet button')]);
  }

  async function filter(page, fields) {
    for (const [name, value] of Object.entries(fields)) await page.selectOption('#' + name, value);
    await Promise.all([page.waitForNavigation(), page.click('main form.query button')]);
  }

  async function remove(page, name) {
    await page.click('nav.views a.tool');
    const row = page.locator('tr', { hasText: name });
    await Promise.all([page.waitForNavigation(), row.locator('button').click()]);
  }

  await test('saved views: saved by name, opened by one click, renamed, deleted; none of it needs a script', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await ctx.open('qian', { javaScriptEnabled });
      await filter(page, { for: 'all', kind: 'transfer' });
      await save(page, '本校转学');
      must((await links(page)).join() === '本校转学', 'it does not stand above the inbox: ' + await links(page));
      await page.goto(inbox);
      await Promise.all([page.waitForNavigation(), page.click('nav.views a:text-is("本校转学")')]);
      must(await page.inputValue('#for') === 'all' && await page.inputValue('#kind') === 'transfer', 'another filter');
      must(await page.getAttribute('nav.views a:text-is("本校转学")', 'aria-current') === 'true', 'it is not shown as open');
      if (javaScriptEnabled) await ctx.look(page, 'views-inbox');
      await page.click('nav.views a.tool');
      must(await page.inputValue('#name') === '本校转学', 'its name is not there to be changed');
      if (javaScriptEnabled) await ctx.look(page, 'views');
      await page.goto(inbox + '?for=all&kind=transfer&claimed=');
      await save(page, '全校转学');
      must((await links(page)).join() === '全校转学', 'not renamed: ' + await links(page));
      await remove(page, '全校转学');
      must(!(await page.locator('main').textContent()).includes('全校转学'), 'not deleted');
      await page.goto(inbox);
      must((await links(page)).length === 0, 'it still stands there');
      await page.context().close();
    }
  });

  await test('saved views: one that is shared is seen by the unit and by no other', async () => {
    ctx.xueji('2143000102:head:yu', ['account', 'add'], PASSWORD + '\n');
    const qian = await ctx.open('qian'), qiu = await ctx.open('qiu');
    const yu = await (await browser.newContext()).newPage();
    await ctx.signIn(yu, 'school-43', 'yu', PASSWORD);
    await filter(qian, { claimed: 'mine' });
    await save(qian, '我的', false);
    await qian.goto(inbox + '?for=all&kind=&claimed=');
    await save(qian, '本校全部', true);
    await qiu.goto(inbox);
    must((await links(qiu)).join() === '本校全部', 'his colleague sees ' + await links(qiu));
    must((await qiu.textContent('nav.views')).includes('qian'), 'whose it is is not told');
    await Promise.all([qiu.waitForNavigation(), qiu.click('nav.views a:text-is("本校全部")')]);
    must(await qiu.inputValue('#for') === 'all', 'another filter');
    await ctx.look(qiu, 'views-shared');
    await yu.goto(inbox);
    must((await links(yu)).length === 0, 'another school sees ' + await links(yu));
    await remove(qiu, '本校全部');
    await qian.goto(inbox);
    must((await links(qian)).join() === '我的', 'a head of the unit cannot take it away: ' + await links(qian));
    await remove(qian, '我的');
    for (const page of [qian, qiu, yu]) await page.context().close();
  });

  await test('saved views: a number is no name, and what is wrong stands beside what was typed', async () => {
    const page = await ctx.open('qian');
    await page.goto(base('school-43') + '/console/complaints?kind=supervision&open=1');
    await page.click('nav.views a.tool');
    await page.fill('#name', '430102201605200026');
    await Promise.all([page.waitForNavigation(), page.click('main form.sheet button')]);
    must((await page.textContent('[role=alert]')).includes('学籍号'), 'it is not said');
    must(await page.inputValue('#name') === '430102201605200026', 'what was typed is gone');
    await ctx.look(page, 'views-refused');
    await page.fill('#name', '未结督办');
    await Promise.all([page.waitForNavigation(), page.click('main form.sheet button')]);
    must((await links(page)).join() === '未结督办', 'not saved');
    await ctx.look(page, 'views-complaints');
    await remove(page, '未结督办');
    await page.context().close();
  });
};
