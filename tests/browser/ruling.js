// A refusal, the filer's objection, and the ministry's ruling. What the pages do not offer yet goes by the
// command line, and is said.
module.exports = async (browser, ctx) => {
  const { must, test, base, ACCOUNTS } = ctx;
  const filed = ctx.file();
  await ctx.walk(filed.docket, 'zhou');

  // On the page if it has the button, by the command line if not; says which.
  async function act(name, verb, reason, code) {
    const page = await ctx.open(name);
    await page.goto(base(ACCOUNTS[name][2]) + '/console/dockets/' + filed.docket);
    const button = page.locator('button[name=verb][value=' + verb + ']');
    const isThere = await button.count() > 0;
    if (isThere) {
      const form = page.locator('form', { has: button });
      await form.locator('textarea[name=reason]').fill(reason);
      if (code) await form.locator('select[name=code]').selectOption(code);
      await Promise.all([page.waitForNavigation(), button.click()]);
      const wrong = page.locator('[role=alert]');
      must(await wrong.count() === 0, verb + ': ' + (await wrong.allTextContents()).join());
      await ctx.look(page, verb + '-' + name);
    } else {
      console.log('missing: no button for ' + verb + ' on the page of ' + name);
      const rule = verb === 'uphold' || verb === 'overrule';
      ctx.xueji(name, rule ? ['rule', filed.docket, '--' + verb, '--reason', reason]
        : [verb, filed.docket, '--reason', reason]);
    }
    await page.context().close();
    return isThere;
  }

  await test('a sending county refuses on the page', async () => {
    await ctx.reaches(filed.docket, 'wu');
    must(await act('wu', 'refuse', '处分期内', 'UNDER_SANCTION'), 'no button');
  });
  await test('the receiving school objects', async () => {
    await ctx.wait(() => ctx.show('qian', filed.docket).entries.some(e => e.action === 'refused'));
    await act('qian', 'object', '处分已解除');
  });
  await test('both provinces state their view, and the ministry rules', async () => {
    for (const name of ['li', 'zheng']) {
      await ctx.wait(() => { try { return ctx.show(name, filed.docket).stage === 'coordination'; }
        catch (e) { return false; } });
      await act(name, 'state', '请依法裁定');
    }
    await ctx.wait(() => ctx.show('bai', filed.docket).heard.every(h => h.stated));
    await act('bai', 'overrule', '同意转出');
    await ctx.wait(() => ctx.show('qian', filed.docket).entries.some(e => e.action === 'ruled_overrule'));
    const page = await ctx.open('wu');
    await page.goto(base('county-44') + '/console/dockets/' + filed.docket);
    await ctx.look(page, 'ruled');
    await page.context().close();
  });
};
