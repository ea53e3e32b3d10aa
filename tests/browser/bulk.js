// Many at one desk: who works on what, what has come meanwhile, and one decision about several.
module.exports = async (browser, ctx) => {
  const { must, test, base } = ctx;

  // Files so many and has the school's head approve them: they lie at the county.
  async function atCounty(n) {
    const dockets = [];
    for (let i = 0; i < n; i++) {
      const { docket } = ctx.file();
      ctx.xueji('qian', ['approve', docket]);
      dockets.push(docket);
    }
    await ctx.wait(() => dockets.every(d => ctx.inbox('sun').includes(d)));
    return dockets;
  }

  const row = (page, docket) => page.locator('tr', { has: page.locator('a[href="/console/dockets/' + docket + '"]') });
  const choose = async (page, dockets) => {
    for (const docket of dockets) await row(page, docket).locator('input[name=docket]').check();
    await ctx.press(page, 'preview');
  };

  await test('P0-03 claim: the first of two has it, and a head puts back what was left lying', async () => {
    const [docket] = await atCounty(1);
    ctx.xueji('430102:head:su', ['account', 'add'], ctx.PASSWORD + '\n');
    const page = await ctx.open('sun');
    const other = await (await browser.newContext()).newPage();
    await ctx.signIn(other, 'county-43', 'su', ctx.PASSWORD);
    await Promise.all([page.waitForNavigation(), row(page, docket).locator('button[formaction$="/claim"]').click()]);
    must((await row(page, docket).textContent()).includes('sun'), 'nobody is seen to have it');
    await ctx.look(page, 'inbox-claimed');
    // The other one still sees the page of before.
    await Promise.all([other.waitForNavigation(), row(other, docket).locator('button[formaction$="/claim"]').click()]);
    must((await other.locator('main').textContent()).includes('已由本单位其他人认领'), 'both have it');
    await other.goto(base('county-43') + '/console/?claimed=mine');
    must(await row(other, docket).count() === 0, 'it is among what he has claimed');
    await other.goto(base('county-43') + '/console/');
    await Promise.all([other.waitForNavigation(), row(other, docket).locator('button[formaction$="/release"]').click()]);
    must(!(await row(other, docket).textContent()).includes('sun'), 'it was not put back');
  });

  await test('P0-06 bulk decision: each is looked at once more, failures come first, twice is once', async () => {
    const dockets = await atCounty(4);
    const page = await ctx.open('sun');
    await choose(page, dockets);
    must(await page.locator('tbody tr').count() === 4, 'not all that were chosen');
    must((await page.locator('.sentence').textContent()).includes('4'), 'not all are ready');
    await ctx.look(page, 'bulk-preview');
    const second = await page.context().newPage();
    await second.goto(base('county-43') + '/console/');
    await choose(second, dockets);
    // Meanwhile somebody decides about one of them elsewhere.
    ctx.xueji('430102:head:su', ['approve', dockets[2]]);
    await ctx.press(page, 'approve');
    const lines = await page.locator('tbody tr').allTextContents();
    must(lines.length === 4 && lines[0].includes(dockets[2]) && lines[0].includes('✘'), lines.join('\n'));
    must(lines.slice(1).every(l => l.includes('已办理')), lines.join('\n'));
    await ctx.look(page, 'bulk-result');
    // The same form once more, as after a double click.
    await ctx.press(second, 'approve');
    const again = await second.locator('tbody tr').allTextContents();
    must(again.filter(l => l.includes('此前已由您办理')).length === 3, again.join('\n'));
    for (const docket of dockets) {
      const stamps = ctx.show('sun', docket).entries.filter(e => e.unit === '430102' && e.action === 'approved');
      must(stamps.length === 1, docket + ' has ' + stamps.length + ' stamps of the county');
    }
  });

  await test('what has come meanwhile is told in a line, and no row moves', async () => {
    const page = await ctx.open('sun');
    const before = await page.locator('main table a').allTextContents();
    await atCounty(1);
    await ctx.wait(async () => (await page.locator('p.news').textContent()).includes('条新待办'), 45);
    must((await page.locator('main table a').allTextContents()).join() === before.join(), 'rows have moved');
    await ctx.look(page, 'inbox-news');
  });

  await test('what comes is told at once and said once, while the page is seen; no row moves, no focus is lost', async () => {
    const streams = async () => Number((await (await fetch(base('county-43') + '/metrics')).text())
      .match(/^xueji_streams (\d+)$/m)[1]);
    await atCounty(1);
    const page = await ctx.open('sun');
    // Without its asking every 20 s: what it tells, it has heard of.
    await page.route(url => url.pathname === '/console/', async route => {
      const answer = await route.fetch();
      const text = await answer.text();
      must(text.includes('every 20s, news'), 'the page does not listen');
      await route.fulfill({ response: answer, body: text.replace('every 20s, news', 'news') });
    });
    const asked = [];
    page.on('request', r => new URL(r.url()).pathname === '/console/news' && asked.push(r));
    await page.reload();
    await ctx.wait(() => asked.length > 0);
    await page.evaluate(() => {
      window.said = 0;
      new MutationObserver(() => window.said++).observe(document.querySelector('p.news'), { childList: true });
    });
    const link = page.locator('main table a').last();
    await link.focus();
    const places = () => page.locator('main tbody tr').evaluateAll(all => all.map(r => r.getBoundingClientRect().top).join());
    const before = await places(), rows = await page.locator('main table a').allTextContents();
    await atCounty(1);
    await ctx.wait(async () => (await page.locator('p.news').textContent()).includes('1 条新待办 · 刷新'));
    must((await page.locator('main table a').allTextContents()).join() === rows.join(), 'rows have changed');
    must(await places() === before, 'rows have moved: ' + before + ' to ' + await places());
    must(await link.evaluate(e => e === document.activeElement), 'the focus is lost');
    // Asked once more it is the same, which nobody wants to hear again.
    const said = await page.evaluate(() => window.said);
    await Promise.all([page.waitForResponse(r => r.url().includes('/console/news')),
      page.locator('p.news').evaluate(e => e.dispatchEvent(new Event('news')))]);
    await page.waitForTimeout(500);
    must(await page.evaluate(() => window.said) === said, 'it was said again');
    // A second one; the reader has gone to the line meanwhile.
    await page.locator('p.news a').focus();
    await atCounty(1);
    await ctx.wait(async () => (await page.locator('p.news').textContent()).includes('2 条新待办'));
    must(await page.locator('p.news a').evaluate(e => e === document.activeElement), 'the focus in the line is lost');
    await ctx.look(page, 'inbox-live');
    // Only who is seen listens.
    const hide = is => page.evaluate(hidden => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, is);
    await hide(true);
    await page.waitForTimeout(1000);
    const others = await streams();
    await hide(false);
    await ctx.wait(async () => await streams() === others + 1);
    await hide(true);
    await ctx.wait(async () => await streams() === others);
    await hide(false);
    await ctx.wait(async () => await streams() === others + 1);
    await page.goto(base('county-43') + '/console/account');
    await ctx.wait(async () => await streams() === others);
  });
};
