// Keys for lists and dockets: they move the focus or press what is there, never while somebody types, and
// can be switched off.
module.exports = async (browser, ctx) => {
  const { must, test, base } = ctx;
  const inbox = base('school-43') + '/console/';
  const docketOf = page => page.evaluate(() => (document.activeElement.getAttribute('href') || '').split('/')[3]);
  const focus = page => page.evaluate(() => document.activeElement.id);
  const dockets = page => page.locator('main tbody tr a').evaluateAll(all => all.map(a => a.getAttribute('href').split('/')[3]));
  const pressGo = (page, key) => Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
  const isOpen = page => page.locator('dialog.keys').evaluate(e => e.open);
  for (let i = 0; i < 3; i++) ctx.file();

  await test('keys: j and k go through the inbox, x chooses, o and Enter open, a goes to the decision and sends nothing', async () => {
    const page = await ctx.open('qian');
    const all = await dockets(page);
    must(all.length >= 3, 'too few rows');
    const seen = [];
    for (const key of ['j', 'j', 'j', 'k', 'k', 'k']) {
      await page.keyboard.press(key);
      seen.push(all.indexOf(await docketOf(page)));
    }
    must(seen.join() === '0,1,2,1,0,0', 'the focus was on rows ' + seen);
    const row = page.locator('main tbody tr').first();
    await page.keyboard.press('x');
    must(await row.locator('input[type=checkbox]').isChecked(), 'not chosen');
    await page.keyboard.press('x');
    must(!await row.locator('input[type=checkbox]').isChecked(), 'still chosen');
    await pressGo(page, 'Enter');
    must(ctx.docketOf(page) === all[0], 'Enter opened another');
    await page.goto(inbox);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await pressGo(page, 'o');
    must(ctx.docketOf(page) === all[1], 'o opened another');
    const before = ctx.show('qian', all[1]).entries.length;
    await page.keyboard.press('a');
    must(await focus(page) === 'reason', 'a went to ' + await focus(page));
    await page.keyboard.type('jkxoa/?');
    must(await page.inputValue('#reason') === 'jkxoa/?' && !await isOpen(page), 'what was typed was taken for keys');
    must(ctx.show('qian', all[1]).entries.length === before, 'something was decided');
    await page.context().close();
  });

  await test('keys: / goes to search, and results are gone through alike', async () => {
    const filed = ctx.file();
    const page = await ctx.open('qian');
    await pressGo(page, '/');
    must(new URL(page.url()).pathname === '/console/search', 'not there');
    await ctx.wait(async () => await focus(page) === 'docket');
    await page.keyboard.press('Tab');
    await page.keyboard.type(filed.number);
    await pressGo(page, 'Enter');
    await page.keyboard.press('j');
    must(await docketOf(page) === filed.docket, 'no row of what was found has the focus');
    await page.keyboard.press('/');
    must(await focus(page) === 'docket', 'not back in the field');
    await page.context().close();
  });

  await test('keys: ? shows all of them, in both languages, and what is shown is what they do', async () => {
    const page = await ctx.open('qian');
    await page.keyboard.press('?');
    must(await isOpen(page), 'no dialog');
    const zh = await page.locator('dialog.keys li').allTextContents();
    must((await page.locator('dialog.keys kbd').allTextContents()).join('') === 'jkxo/a?', zh.join());
    await page.keyboard.press('/');
    await page.waitForTimeout(500);
    must(await isOpen(page), 'a key went on behind the dialog');
    await ctx.look(page, 'keys');
    await page.goto(inbox + '?lang=en');
    await page.keyboard.press('?');
    const en = await page.locator('dialog.keys li').allTextContents();
    must(en.length === zh.length && en.every((line, i) => line !== zh[i] && /[a-z]{3}/.test(line)), en.join());
    await ctx.look(page, 'keys-english');
    await page.goto(inbox + '?large=1');
    await page.keyboard.press('?');
    await ctx.look(page, 'keys-large');
    await page.goto(inbox);
    await page.click('button.keys');
    must(await isOpen(page), 'not by its button');
    await page.keyboard.press('Escape');
    must(!await isOpen(page), 'Escape does not close it');
    await page.context().close();
    const plain = await ctx.open('qian', { javaScriptEnabled: false });
    must(!await plain.locator('button.keys').isVisible(), 'without a script it is a button for nothing');
    await plain.context().close();
  });

  await test('keys: switched off they do nothing, in that browser, until they are switched on', async () => {
    const page = await ctx.open('qian');
    await page.goto(inbox + '?for=all&kind=transfer&claimed=');
    await page.keyboard.press('?');
    await Promise.all([page.waitForNavigation(), page.click('dialog.keys a')]);
    must(page.url().endsWith('?for=all&kind=transfer&claimed='), 'on another page: ' + page.url());
    for (const key of ['j', '?']) await page.keyboard.press(key);
    must(await docketOf(page) === undefined && await page.locator('dialog').count() === 0, 'they still work');
    await ctx.look(page, 'keys-off');
    await page.goto(base('school-43') + '/console/account');
    await page.keyboard.press('/');
    must(page.url().endsWith('/console/account'), 'they work on the next page');
    await Promise.all([page.waitForNavigation(), page.click('footer a[href="?keys=1"]')]);
    await page.keyboard.press('?');
    must(await isOpen(page), 'not switched on again');
    await page.context().close();
  });
};
