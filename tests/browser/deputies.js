// A head who is away has a deputy: appointed on his own page, chosen by the deputy, told by the stamp, over at once.
module.exports = async (browser, ctx) => {
  const { must, test, base, press, PASSWORD } = ctx;
  const account = base('county-44') + '/console/account';
  const docketPage = filed => base('county-44') + '/console/dockets/' + filed.docket;
  const submit = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
  const approves = page => page.locator('button[name=verb][value=approve]').count();
  const later = (day, days) => new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);

  ctx.xueji('440103:clerk:jin', ['account', 'add'], PASSWORD + '\n');

  async function open(name, options) {
    const page = await (await browser.newContext(options)).newPage();
    await ctx.signIn(page, 'county-44', name, PASSWORD);
    return page;
  }

  // From today on, for so many days more.
  async function appoint(page, days) {
    await page.goto(account);
    await page.selectOption('#deputy', 'jin');
    await page.fill('#last', later(await page.inputValue('#first'), days));
    await submit(page, 'form[action$="/deputies"] button');
  }

  async function end(page) {
    await page.goto(account);
    await submit(page, 'form[action$="/deputies/end"] button');
  }

  for (const javaScriptEnabled of [true, false])
    await test('deputies: the clerk acts for the head, and the stamp says so' + (javaScriptEnabled ? '' : ', without a script'),
      async () => {
        const filed = ctx.file('代理');
        await ctx.walk(filed.docket, 'zhou');
        await ctx.reaches(filed.docket, 'wu');
        const wu = await open('wu', { javaScriptEnabled }), jin = await open('jin', { javaScriptEnabled });
        await jin.goto(docketPage(filed));
        must(await approves(jin) === 0, 'a clerk approves');
        await appoint(wu, 2);
        must((await wu.textContent('.good')).includes('代理人已指定'), 'not appointed');
        if (javaScriptEnabled) await ctx.look(wu, 'deputies');
        await jin.goto(account);
        if (javaScriptEnabled) await ctx.look(jin, 'deputies-may-act');
        await jin.goto(base('county-44') + '/console/');
        must((await jin.textContent('main form.stands-in')).includes('今日可代理： wu (核办人)'), 'the inbox does not say that he may act');
        if (javaScriptEnabled) await ctx.look(jin, 'inbox-may-act');
        await submit(jin, 'main form.stands-in button');
        must(await jin.locator('main form.stands-in').count() === 0, 'it is offered to who acts');
        must((await jin.textContent('form.acting')).includes('代 wu'), 'the frame does not say for whom');
        must((await jin.textContent('.bar')).includes('jin'), 'his own name is gone');
        must((await jin.content()).includes(filed.docket), 'the inbox of the head is not his');
        if (javaScriptEnabled) await ctx.look(jin, 'acting-inbox');
        await jin.goto(docketPage(filed));
        await press(jin, 'approve');
        must((await jin.textContent('ol.timeline li >> nth=0')).includes('jin 代 wu'), await jin.textContent('ol.timeline li >> nth=0'));
        if (javaScriptEnabled) await ctx.look(jin, 'acting-docket');
        const stamp = ctx.show('wu', filed.docket).entries.find(e => e.officer === 'jin');
        must(stamp && stamp.deputy_for === 'wu' && stamp.role === 'head' && stamp.action === 'approved', JSON.stringify(stamp));
        await jin.goto(account + '?lang=en');
        must((await jin.textContent('form.acting')).includes('You are acting for wu'), 'not in English');
        await submit(jin, 'form.acting button');
        must(await jin.locator('form.acting').count() === 0, 'he is not himself again');
        await end(wu);
        for (const page of [wu, jin]) await page.context().close();
      });

  await test('deputies: who is ended acts no longer, at his next click', async () => {
    const filed = ctx.file('终止代理');
    await ctx.walk(filed.docket, 'zhou');
    await ctx.reaches(filed.docket, 'wu');
    const wu = await open('wu'), jin = await open('jin');
    const looks = async page => {
      await page.goto(base('county-44') + '/console/looks');
      const text = await page.textContent('main');
      return Object.fromEntries(['指定代理人', '终止代理'].map(what => [what, text.split(what).length - 1]));
    };
    const before = await looks(wu);
    await wu.goto(account);
    await appoint(wu, 0);
    await jin.goto(account);
    await submit(jin, 'form[action$="/act"] button');
    await jin.goto(docketPage(filed));
    must(await approves(jin) === 1, 'the deputy may not approve');
    await end(wu);
    await press(jin, 'approve');
    must((await jin.textContent('main')).includes('表单已失效'), 'a form in another name is taken');
    must(await jin.locator('form.acting').count() === 0, 'he acts still');
    must(!ctx.show('wu', filed.docket).entries.some(e => e.officer === 'jin'), 'he approved');
    const after = await looks(wu);
    must(after['指定代理人'] === before['指定代理人'] + 1 && after['终止代理'] === before['终止代理'] + 1, JSON.stringify(after));
    for (const page of [wu, jin]) await page.context().close();
  });

  await test('deputies: what is wrong stands beside what was chosen', async () => {
    const wu = await open('wu');
    await appoint(wu, 60);
    must((await wu.textContent('[role=alert] a[href="#first"]')).includes('最多 60 天'), 'sixty-one days');
    must(await wu.locator('#deputy option[value=wu]').count() === 0, 'he is offered himself');
    must(await wu.inputValue('#deputy') === 'jin', 'the choice is gone');
    await ctx.look(wu, 'deputies-trouble');
    await wu.context().close();
  });
};
