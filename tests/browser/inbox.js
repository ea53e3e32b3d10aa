// What waits for whom, and how long he still has.
module.exports = async (browser, ctx) => {
  const { must, test, base } = ctx;
  const filed = ctx.file();

  const links = page => page.locator('main table a[href^="/console/dockets/"]').evaluateAll(
    all => all.map(a => a.getAttribute('href').split('/')[3].split('?')[0]));

  // What came back is the registrar's to answer; a head has an answer to a refusal alone.
  const waits = name => JSON.parse(ctx.xueji(name, ['inbox'])).filter(row => !row.back || row.back === 'refused')
    .map(row => row.docket);

  await test('P0-01 inbox: exactly what my unit has to decide now', async () => {
    for (const name of ['qian', 'sun', 'zhou']) {
      const page = await ctx.open(name);
      const shown = (await links(page)).sort(), due = [...new Set(waits(name))].sort();
      must([...new Set(shown)].join() === due.join(), name + ': ' + shown + ' instead of ' + due);
      must(name === 'qian' || !shown.includes(filed.docket), 'shown to ' + name + ' before its time');
      await ctx.look(page, 'inbox-' + name);
      await page.context().close();
    }
  });

  await test('P0-02 deadline: working days left in words, with a sign and a colour', async () => {
    const page = await ctx.open('qian');
    const cell = page.locator('tr', { has: page.locator('a[href^="/console/dockets/' + filed.docket + '"]') })
      .locator('td', { has: page.locator('[aria-hidden=true]') }).first();
    const text = await cell.textContent();
    // Ten working days from 2026-09-01; the mid-autumn holiday and its make-up day are later.
    must(/工作日/.test(text) && /\b10\b/.test(text) && /2026.*15/.test(text), text);
    must((await cell.locator('[aria-hidden=true]').textContent()).trim() !== '', 'no sign');
    const colour = await cell.locator('span').first().evaluate(e => getComputedStyle(e).color);
    const plain = await page.evaluate(() => getComputedStyle(document.body).color);
    must(colour !== plain, 'the colour says nothing');
    await page.context().close();
  });
};
