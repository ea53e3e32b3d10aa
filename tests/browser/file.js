// Filing: what stands against it is told at once; what was filed can be taken back and filed again.
module.exports = async (browser, ctx) => {
  const { must, test, base, press } = ctx;
  const here = base('school-43');

  await test('P0-11 pre-flight: all problems at once, each with its remedy, and what was typed stays', async () => {
    const page = await ctx.open('zhao');
    const child = ctx.child();
    await ctx.look(page, 'inbox-zhao');
    await page.goto(here + '/console/file');
    await ctx.look(page, 'file-kinds');
    await page.goto(here + '/console/file?kind=transfer');
    await ctx.look(page, 'file');
    await ctx.fillTransfer(page, { ...child, grade: '9', citizen_id: '11010120150307851' }, '');
    await press(page, 'check');
    const problems = page.locator('[role=alert] li');
    must(await problems.count() >= 3, 'only ' + (await problems.allTextContents()).join('; '));
    for (const text of await problems.allTextContents()) must(/请|应|须/.test(text) && text.trim().length > 6, 'no remedy: ' + text);
    const all = await page.locator('main').textContent();
    must(!/不能入学|不得入学|cannot enrol/.test(all) && all.includes('可先入学'), 'it says the child may not come');
    must(await page.inputValue('[name="student.number"]') === child.number, 'the number is gone');
    await ctx.look(page, 'file-problems');
    for (const link of await problems.locator('a').all()) {
      const target = (await link.getAttribute('href')).slice(1);
      must(target === '' || await page.locator('[id="' + target + '"]').count() === 1, 'leads nowhere: ' + target);
    }
    for (const [name, value] of [['student.grade', child.grade], ['student.citizen_id', child.citizen_id],
      ['sending_school', child.school], ['reason', '随父母迁居']])
      await page.fill('[name="' + name + '"]', value);
    await press(page, 'check');
    must(await page.locator('[role=status]').count() === 1, await page.locator('main').textContent());
    await press(page, 'file');
    must(ctx.show('zhao', ctx.docketOf(page)).state === 'open', 'not filed');
    await page.context().close();
  });

  await test('a form that is sent twice files once', async () => {
    const page = await ctx.open('zhao');
    const child = ctx.child();
    await ctx.fillTransfer(page, child, '随父母迁居');
    const form = await page.evaluate(() => [...new FormData(document.querySelector('#file')).entries()]
      .filter(([, value]) => typeof value === 'string'));
    form.push(['verb', 'file']);
    const send = () => page.request.post(here + '/console/file', { form: Object.fromEntries(form),
      headers: { origin: here }, maxRedirects: 0 });
    const answers = await Promise.all([send(), send(), send()]);
    must(answers.some(a => a.status() === 303), answers.map(a => a.status()).join());
    const docket = form.find(([name]) => name === 'docket')[1];
    const own = ctx.inbox('qian').filter(d => d === docket);
    must(own.length === 1, own.length + ' dockets');
    await page.context().close();
  });

  await test('P0-17 withdraw and file again: the first is closed, the second open, both can be read', async () => {
    const child = ctx.child();
    const zhao = await ctx.open('zhao'), qian = await ctx.open('qian');
    const dockets = [];
    for (const words of ['第一次', '第二次']) {
      await ctx.fillTransfer(zhao, child, words);
      await press(zhao, 'file');
      dockets.push(ctx.docketOf(zhao));
      if (dockets.length === 2) break;
      await qian.goto(here + '/console/dockets/' + dockets[0]);
      await qian.fill('#reason', '家长改变主意');
      await press(qian, 'withdraw');
      must(await qian.locator('[role=alert]').count() === 0, await qian.locator('main').textContent());
      await ctx.wait(() => ctx.show('qian', dockets[0]).state === 'withdrawn');
      await ctx.look(qian, 'withdrawn');
    }
    must(dockets[0] !== dockets[1] && ctx.show('qian', dockets[1]).state === 'open', dockets.join());
    await qian.goto(here + '/console/dockets/' + dockets[0]);
    must((await qian.locator('.sentence').textContent()).includes('撤销'), 'the first does not say so');
    await qian.goto(here + '/console/dockets/' + dockets[1]);
    must((await qian.locator('.sentence').textContent()).includes('等待'), 'the second waits for nobody');
    for (const page of [zhao, qian]) await page.context().close();
  });

  await test('P0-10 differences: the record beside what is asked for, blank said apart from not asked', async () => {
    const child = ctx.child(ctx.HERE);
    const page = await ctx.open('zhao');
    await page.goto(here + '/console/file?kind=key_change');
    for (const [name, value] of [['student.number', child.number], ['student.name', child.name],
      ['student.citizen_id', child.citizen_id], ['change.name', '演示改名'], ['reason', '户口簿更名']])
      await page.fill('[name="' + name + '"]', value);
    await page.setInputFiles('#scan', { name: '户口簿.png', mimeType: 'image/png',
      buffer: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(400, 'scan')]) });
    await press(page, 'check');
    must(await page.locator('[role=status]').count() === 1, await page.locator('main').textContent());
    await ctx.look(page, 'file-key-change');
    await press(page, 'file');
    const docket = ctx.docketOf(page);
    const qian = await ctx.open('qian');
    await qian.goto(here + '/console/dockets/' + docket);
    const rows = await qian.locator('table.changes tbody tr').allTextContents();
    must(rows.length >= 1 && await qian.locator('table.changes mark').count() >= 1, rows.join());
    must(rows.some(r => r.includes('未申请变更')) || rows.length === 1, rows.join());
    await ctx.look(qian, 'differences');
    for (const p of [page, qian]) await p.context().close();
  });
};
