// What officers have filed and decided, found again, and whose turn it is now.
module.exports = async (browser, ctx) => {
  const { must, test, base, PASSWORD } = ctx;
  const at = base('school-43') + '/console/handled';

  // The texts of that docket's row by the headings of the list; null: it has none.
  async function row(page, docket) {
    const heads = await page.locator('main table.list thead th').allTextContents();
    const line = page.locator('main table.list tbody tr', { has: page.locator(`a[href="/console/dockets/${docket}"]`) });
    if (await line.count() === 0) return null;
    const cells = await line.locator('td').allTextContents();
    return Object.fromEntries(heads.map((h, i) => [h.trim(), cells[i].trim()]));
  }

  async function filter(page, fields) {
    for (const [name, value] of Object.entries(fields)) await page.selectOption('#' + name, value);
    await Promise.all([page.waitForNavigation(), page.click('main form.query button')]);
  }

  async function byMenu(page) {
    await Promise.all([page.waitForNavigation(), page.click('nav a[href="/console/handled"]')]);
  }

  await test('handled: who filed sees whose turn it is, who approved what he did, a colleague\'s is not his', async () => {
    const { docket, number } = ctx.file();
    ctx.xueji('qian', ['approve', docket]);
    await ctx.reaches(docket, 'sun');
    const zhao = await ctx.open('zhao'), qiu = await ctx.open('qiu'), qian = await ctx.open('qian', { javaScriptEnabled: false });
    await byMenu(zhao);
    let r = await row(zhao, docket);
    must(r && r['本单位办理'] === '同意' && r['办理人'] === 'qian', 'the unit: ' + JSON.stringify(r));
    must(!(await zhao.content()).includes(number), 'the number is not masked');
    await filter(zhao, { by: 'me', state: 'open' });
    r = await row(zhao, docket);
    must(r && r['办理人'] === 'zhao' && /教育局 · /.test(r['现在等待']) && r['剩余工作日'] === '10', 'his own: ' + JSON.stringify(r));
    await ctx.look(zhao, 'handled-zhao');
    await byMenu(qian);
    await filter(qian, { by: 'me' });
    must((await row(qian, docket))['本单位办理'] === '同意', 'not what he did');
    await byMenu(qiu);
    must(await row(qiu, docket) !== null, 'his unit has done it');
    await filter(qiu, { by: 'me' });
    must(await row(qiu, docket) === null, 'it is not his');
    await zhao.click(`a[href="/console/dockets/${docket}"]`);
    must(zhao.url().endsWith(docket), 'the link leads to ' + zhao.url());
    for (const page of [zhao, qian, qiu]) await page.context().close();
  });

  await test('handled: another unit never sees it; who handed it on says to whom', async () => {
    const { docket } = ctx.file();
    ctx.xueji('qian', ['approve', docket]);
    await ctx.reaches(docket, 'sun');
    ctx.xueji('2143000102:head:yue', ['account', 'add'], PASSWORD + '\n');
    const yue = await (await browser.newContext()).newPage();
    await ctx.signIn(yue, 'school-43', 'yue', PASSWORD);
    await yue.goto(at);
    must(await row(yue, docket) === null, 'another school sees it');
    const sun = await ctx.open('sun');
    await sun.goto(base('county-43') + '/console/handled');
    must(await row(sun, docket) === null, 'he has not decided yet');
    ctx.xueji('sun', ['approve', docket]);
    await sun.reload();
    const r = await row(sun, docket);
    must(r && /^已移交/.test(r['现在等待']) && r['剩余工作日'] === '', 'to whom: ' + JSON.stringify(r));
    await ctx.look(sun, 'handled-sun');
    for (const page of [yue, sun]) await page.context().close();
  });

  await test('handled: ended apart from what is under way, as a file, as a saved view', async () => {
    const { docket } = ctx.file();
    ctx.xueji('zhao', ['withdraw', docket]);
    const page = await ctx.open('zhao');
    await page.goto(at);
    await filter(page, { by: 'me', state: 'open', kind: 'transfer' });
    must(await row(page, docket) === null, 'it has ended');
    await filter(page, { state: 'ended' });
    const r = await row(page, docket);
    must(r && r['现在等待'] === '' && r['状态'] !== '', JSON.stringify(r));
    const file = await page.request.get(new URL(await page.getAttribute('p.files a', 'href'), page.url()).href);
    must(file.ok() && (await file.text()).includes(docket), 'the file has other rows');
    await page.click('nav.views a.tool');
    await page.fill('#name', '我办结的');
    await Promise.all([page.waitForNavigation(), page.click('main form.sheet button')]);
    must(page.url().includes('/console/handled?by=me&state=ended&kind=transfer'), page.url());
    must((await page.textContent('nav.views')).includes('我办结的'), 'the view is not there');
    await ctx.look(page, 'handled-view');
    await page.goto(at + '?state=x');
    must((await page.textContent('main')).trim() !== '' && await page.locator('main table').count() === 0, 'what is this');
    await page.context().close();
  });
};
