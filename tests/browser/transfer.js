// A transfer between two provinces: filed by a registrar, decided by six officers on the pages, each in
// a browser of his own, every second one without scripts, up to admission. As README tells it.
module.exports = async (browser, ctx) => {
  const { must, test, ROUTE, ACCOUNTS } = ctx;
  const words = '随父母迁居<script>document.title="x"</script>';
  const child = ctx.child();
  const filed = ctx.transfer = { name: child.name, number: child.number, child };

  await test('zhao files on the page, after a look at what stands against it', async () => {
    const page = await ctx.open('zhao');
    await ctx.fillTransfer(page, child, words);
    await ctx.press(page, 'check');
    must(await page.locator('[role=alert]').count() === 0, await page.locator('main').textContent());
    await ctx.look(page, 'file-clear');
    await ctx.press(page, 'file');
    filed.docket = ctx.docketOf(page);
    const said = await page.locator('[role=status]').textContent();
    must(said.includes('申请已提交，等待 湖南示范甲小学101 核办。') && said.includes('返回待办'), said);
    await ctx.look(page, 'filed');
    await page.context().close();
  });

  async function decide(name, i) {
    await ctx.reaches(filed.docket, name);
    const page = await ctx.open(name, { javaScriptEnabled: i % 2 === 0 });
    must(await page.locator('h1').textContent() === '待办', 'no inbox for ' + name);
    await page.click('a[href^="/console/dockets/' + filed.docket + '"]');
    const text = await page.locator('main').textContent();
    must(!text.includes(filed.name), 'the name is not masked');
    must(text.includes(words), 'the words of the filing are not shown as they are');
    must(await page.title() !== 'x', 'a script ran');
    const y = e => page.locator(e).first().evaluate(x => x.getBoundingClientRect().top);
    must(await y('dd:has-text("随父母迁居")') < await y('#decide'), 'what is asked for stands below the decision');
    if (i === 0 || name === 'wu') await ctx.look(page, 'docket-' + name);
    await Promise.all([page.waitForNavigation(), page.click('button[value=approve]')]);
    must((await page.locator('[role=status]').first().textContent()).includes('已办理'), 'not approved');
    if (name === 'li') {
      const turn = await page.locator('main').textContent();
      must(turn.includes('本单位已办理并移交') && /移交时下一环节： *教育部/.test(turn) && !turn.includes('无期限'), turn);
    }
    if (i === 0 || name === 'li') await ctx.look(page, 'approved-' + name);
    await page.context().close();
  }

  for (let i = 0; i < ROUTE.length; i++)
    await test(ROUTE[i] + ' approves on the pages', () => decide(ROUTE[i], i));

  await test('P0-18 admission: the record moves once, and both schools see it', async () => {
    await ctx.wait(() => ctx.show('qian', filed.docket).state === 'completed');
    const status = who => JSON.parse(ctx.xueji(who, ['student', filed.number])).status;
    must(status('zhao') === 'in_school', 'here: ' + status('zhao'));
    await ctx.wait(() => status('lin') === 'transferred_out');
    for (const name of ['qian', 'zhou']) {
      const page = await ctx.open(name);
      await page.goto(ctx.base(ACCOUNTS[name][2]) + '/console/dockets/' + filed.docket);
      must((await page.locator('.sentence').textContent()).includes('已办结'), name + ': not closed');
      must(await page.locator('button[value=approve]').count() === 0, 'a closed docket can be approved');
      if (name === 'qian') await ctx.look(page, 'completed');
      await page.context().close();
    }
  });
};
