// A unit by its name: whoever files types what stands over the door of the school, with and without scripts, by mouse
// and by keyboard. What was typed stands in no address.
module.exports = async (browser, ctx) => {
  const { must, test, press, look } = ctx;
  const here = ctx.base('school-43');
  const NAME = '广东示范甲小学101', PART = '广东示范';

  const text = page => page.locator('main').textContent();
  const radios = page => page.locator('input[type=radio][name="sending_school.choice"]');
  const said = page => page.locator('#sending_school-said');

  // Addresses that this page asked for, but the static ones.
  function watch(page) {
    const urls = [];
    page.on('request', r => urls.push(decodeURIComponent(r.url())));
    return urls;
  }

  function mustStandInNone(urls, ...texts) {
    for (const url of urls) for (const t of texts) must(!url.includes(t), t + ' stands in ' + url);
  }

  async function fill(page, school, words = '随父母迁居') {
    const child = ctx.child();
    await ctx.fillTransfer(page, { ...child, school }, words);
    return child;
  }

  async function type(page, what) {
    await page.fill('#sending_school', '');
    await page.locator('#sending_school').pressSequentially(what, { delay: 20 });
  }

  await test('without scripts: the name of one school is said back, then filed', async () => {
    const page = await ctx.open('zhao', { javaScriptEnabled: false });
    const urls = watch(page);
    await fill(page, NAME);
    await press(page, 'file');
    must((await text(page)).includes('尚未提交'), await text(page));
    must((await said(page).textContent()).includes(NAME + ' · ' + ctx.THERE + ' · 广东省教育厅'), await said(page).textContent());
    must(await page.inputValue('#sending_school') === NAME, 'what was typed is gone');
    await look(page, 'unit-said-back-without-scripts');
    await press(page, 'file');
    const docket = ctx.docketOf(page);
    must(ctx.show('zhao', docket).sending_school === ctx.THERE, JSON.stringify(ctx.show('zhao', docket)));
    mustStandInNone(urls, NAME);
    await page.context().close();
  });

  await test('without scripts: of several one is chosen, and that one is filed; none is a problem with a remedy', async () => {
    const page = await ctx.open('zhao', { javaScriptEnabled: false });
    await fill(page, '没有这所学校');
    await press(page, 'check');
    must((await page.locator('[role=alert]').textContent()).includes('没有名称与此相符的单位。'), await text(page));
    await look(page, 'unit-none-without-scripts');
    await page.fill('#sending_school', PART);
    await press(page, 'file');
    must((await page.locator('[role=alert]').textContent()).includes('请选择'), await text(page));
    must(await radios(page).count() > 3 && await radios(page).count() <= 20, await radios(page).count() + ' to choose from');
    await look(page, 'unit-several-without-scripts');
    await page.check('input[type=radio][value="' + ctx.THERE + '"]');
    await press(page, 'file');
    must(ctx.show('zhao', ctx.docketOf(page)).sending_school === ctx.THERE, 'another one');
    await page.context().close();
  });

  await test('with scripts: what fits stands there while somebody types, and is chosen by keys alone', async () => {
    const page = await ctx.open('zhao');
    const urls = watch(page);
    await fill(page, '');
    await type(page, PART);
    await radios(page).first().waitFor();
    must((await said(page).textContent()).includes('请选择'), await said(page).textContent());
    must(await page.evaluate(() => document.activeElement.id) === 'sending_school', 'the focus went away');
    await look(page, 'unit-several');
    await fill(page, '');
    await type(page, PART);
    await radios(page).first().waitFor();
    await page.keyboard.press('Tab');
    must(await page.evaluate(() => document.activeElement.type) === 'radio', 'the radio buttons are not next');
    await page.keyboard.press('Space');
    must(await radios(page).first().isChecked(), 'not chosen by a key');
    await page.keyboard.press('ArrowDown');
    must(await radios(page).nth(1).isChecked(), 'the next is not chosen by a key');
    while (await page.locator('input[type=radio]:checked').getAttribute('value') !== ctx.THERE)
      await page.keyboard.press('ArrowDown');
    await press(page, 'file');
    must(ctx.show('zhao', ctx.docketOf(page)).sending_school === ctx.THERE, 'another one');
    mustStandInNone(urls, PART, '示范');
    await page.context().close();
  });

  await test('with scripts: a name that fits one is said at once, and filed by one press', async () => {
    const page = await ctx.open('zhao');
    await fill(page, '');
    await type(page, '荔湾区 甲小学');
    await page.waitForFunction(() => document.querySelector('#sending_school-said').textContent.includes('对应单位'));
    must((await said(page).textContent()).includes(NAME + ' · ' + ctx.THERE), await said(page).textContent());
    must(await radios(page).count() === 0, 'there is nothing to choose');
    await look(page, 'unit-said-back');
    const child = await fill(page, '');
    await type(page, NAME);
    await page.waitForFunction(() => document.querySelector('[name="sending_school.choice"]') !== null);
    await press(page, 'file');
    const docket = ctx.show('zhao', ctx.docketOf(page));
    must(docket.sending_school === ctx.THERE && docket.state === 'open', JSON.stringify(docket) + child.school);
    await page.context().close();
  });

  await test('with scripts: of a form that is sent before the answer is there nothing is filed unseen', async () => {
    const page = await ctx.open('zhao');
    await page.route('**/console/units/find*', route => new Promise(r => setTimeout(r, 20000)).then(() => route.abort()).catch(() => {}));
    await fill(page, NAME);
    await press(page, 'file');
    must((await text(page)).includes('尚未提交'), await text(page));
    await look(page, 'unit-said-back-late');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().close();
  });

  await test('with scripts: what fits nothing is said, a Chinese word on its way is left alone, and a code says its name', async () => {
    const page = await ctx.open('zhao');
    await fill(page, '');
    const answered = () => page.waitForResponse(r => r.url().includes('/console/units/find'));
    await Promise.all([answered(), type(page, '没有这所')]);
    await page.waitForFunction(() => document.querySelector('#sending_school-said').textContent.includes('没有名称与此相符'));
    await Promise.all([answered(), type(page, "guang'dong")]);
    await page.waitForFunction(() => document.querySelector('#sending_school-said').textContent === '');
    await Promise.all([answered(), type(page, ctx.THERE)]);
    await page.waitForFunction(() => document.querySelector('#sending_school-said').textContent.includes('对应单位'));
    must((await said(page).textContent()).includes(NAME), await said(page).textContent());
    await page.context().close();
  });

  await test('a search, the page of units and the looks take names too, and none stands in an address', async () => {
    const page = await ctx.open('qian');
    const urls = watch(page);
    await page.goto(here + '/console/search');
    await page.fill('#school', '湖南示范甲小学101');
    await Promise.all([page.waitForNavigation(), page.click('#search button.first')]);
    must((await text(page)).includes('对应单位：湖南示范甲小学101') && await page.locator('[role=alert]').count() === 0, await text(page));
    await look(page, 'unit-search');
    await page.fill('#school', '湖南示范');
    await Promise.all([page.waitForNavigation(), page.click('#search button.first')]);
    must((await page.locator('[role=alert]').textContent()).includes('请选择'), await text(page));
    await look(page, 'unit-search-several');
    await page.goto(here + '/console/units');
    await page.fill('#under', '荔湾区教育局');
    await Promise.all([page.waitForNavigation(), page.click('form.asks button.first')]);
    must(page.url().endsWith('/console/units?under=440103'), page.url());
    await look(page, 'unit-units');
    await page.fill('#under', '芙蓉');
    await Promise.all([page.waitForNavigation(), page.click('form.asks button.first')]);
    await look(page, 'unit-units-one');
    await page.fill('#under', '区教育局');
    await Promise.all([page.waitForNavigation(), page.click('form.asks button.first')]);
    must((await text(page)).includes('前 20 个'), await text(page));
    await look(page, 'unit-units-many');
    mustStandInNone(urls, '湖南示范', '荔湾', '芙蓉', '教育局');
    const sun = await ctx.open('sun');
    await sun.goto(ctx.base('county-43') + '/console/looks');
    await sun.fill('#unit', '小学');
    await Promise.all([sun.waitForNavigation(), sun.click('form.sheet button.first')]);
    must((await sun.locator('[role=alert]').textContent()).includes('请选择'), await text(sun));
    must(await sun.locator('input[type=radio]').count() === 2, 'not those of the county, or others too');
    await look(sun, 'unit-looks-several');
    await sun.fill('#unit', '甲小学101');
    await Promise.all([sun.waitForNavigation(), sun.click('form.sheet button.first')]);
    must((await text(sun)).includes('对应单位：湖南示范甲小学101') && await sun.locator('[role=alert]').count() === 0, await text(sun));
    await look(sun, 'unit-looks');
    for (const p of [page, sun]) await p.context().close();
  });
};
