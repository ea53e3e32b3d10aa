// Other ways to use a page: by keyboard alone, without scripts, on paper.
const path = require('path');
const fs = require('fs');

module.exports = async (browser, ctx) => {
  const { must, test, base, PASSWORD } = ctx;

  // Presses Tab until the focus is there; it must be seen, and not behind something.
  async function tabTo(page, selector) {
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(wanted => {
        const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
        const top = document.elementFromPoint(r.left + r.width / 2, r.top + Math.min(r.height / 2, 10));
        return { isThere: e.matches(wanted), tag: e.outerHTML.slice(0, 80),
          isSeen: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
          isFree: top !== null && (e.contains(top) || top.contains(e)), isSmall: r.height < 24 && s.display !== 'inline' };
      }, selector);
      if (focus.tag.startsWith('<body')) continue;
      must(focus.isSeen, 'the focus is not seen: ' + focus.tag);
      must(focus.isFree, 'the focus is covered: ' + focus.tag);
      must(!focus.isSmall, 'smaller than 24 px: ' + focus.tag);
      if (focus.isThere) return;
    }
    must(false, 'Tab never comes to ' + selector);
  }

  await test('P0-39 keyboard: sign in, open and approve with Tab and Enter alone', async () => {
    const filed = ctx.file();
    const page = await (await browser.newContext()).newPage();
    await page.goto(base('school-43') + '/console/');
    await tabTo(page, '#name');
    await page.keyboard.type('qian');
    await tabTo(page, '#password');
    await page.keyboard.type(PASSWORD);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await page.keyboard.press('Tab');
    must(await page.evaluate(() => document.activeElement.classList.contains('skip')), 'no way to skip the head');
    await tabTo(page, 'a[href^="/console/dockets/' + filed.docket + '"]');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await tabTo(page, 'button[value=approve]');
    await page.screenshot({ path: path.join(process.env.XUEJI_SHOTS, 'focus.png') });
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    must((await page.locator('[role=status]').first().textContent()).includes('已办理'), 'not approved');
    await page.context().close();
  });

  await test('the menu is one line; what is rare unfolds by keyboard and without a script', async () => {
    for (const name of ['zhao', 'sun', 'bai']) {
      const page = await ctx.open(name, { javaScriptEnabled: false });
      const lines = await page.locator('.menu > li').evaluateAll(
        all => new Set(all.map(li => Math.round(li.getBoundingClientRect().top / 20))).size);
      must(lines === 1, name + ': ' + lines + ' lines');
      const rare = page.locator('.more a[href="/console/calendar"]');
      must(!await rare.isVisible(), 'it is not folded');
      await tabTo(page, '.more summary');
      await page.keyboard.press('Enter');
      must(await rare.isVisible(), 'it does not unfold');
      await tabTo(page, '.more a[href="/console/calendar"]');
      await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
      must(await page.locator('.more a[aria-current=page]').isVisible(), 'where one is cannot be seen');
      await page.context().close();
    }
    const seen = await ctx.open('sun');
    await ctx.look(seen, 'menu-folded');
    await seen.goto(base('county-43') + '/console/calendar');
    await ctx.look(seen, 'menu-unfolded');
    await seen.context().close();
  });

  await test('an address that people type in part leads to the pages, one that is not there to a page', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(base('county-43') + '/console');
    must(await page.locator('#password').count() === 1, 'no way in');
    for (const place of ['/parents/x', '/parents/x/y/z']) {
      const answer = await page.goto(base('county-43') + place);
      must(answer.status() === 404 && answer.headers()['content-type'].startsWith('text/html'), place);
    }
    await page.context().close();
    const sun = await ctx.open('sun');
    const answer = await sun.goto(base('county-43') + '/console/nothing/of/that/kind/at/all');
    must(answer.status() === 404 && answer.headers()['content-type'].startsWith('text/html'), 'no page');
    await sun.context().close();
  });

  await test('without scripts: sign in, inbox and docket are there to read and to decide', async () => {
    const filed = ctx.file();
    const page = await ctx.open('qian', { javaScriptEnabled: false });
    await ctx.look(page, 'inbox-no-script');
    await page.click('a[href^="/console/dockets/' + filed.docket + '"]');
    await page.fill('#reason', '材料不全');
    await Promise.all([page.waitForNavigation(), page.click('button[value=return]')]);
    must((await page.locator('[role=status]').first().textContent()).includes('已办理'), 'not returned');
    await page.context().close();
  });

  await test('on paper: the docket without forms and menus', async () => {
    const page = await ctx.open('qian');
    await page.goto(base('school-43') + '/console/dockets/' + ctx.file().docket);
    await page.emulateMedia({ media: 'print' });
    for (const selector of ['main form', 'header form', 'nav', '.skip'])
      for (const e of await page.locator(selector).all())
        must(!await e.isVisible(), selector + ' is printed');
    must(await page.locator('ol.timeline').isVisible(), 'the timeline is not printed');
    const file = path.join(process.env.XUEJI_SHOTS, 'docket.pdf');
    await page.pdf({ path: file, format: 'A4' });
    must(fs.statSync(file).size > 1000, 'nothing came out');
    await page.screenshot({ path: path.join(process.env.XUEJI_SHOTS, 'print.png'), fullPage: true });
    await page.context().close();
  });
};
