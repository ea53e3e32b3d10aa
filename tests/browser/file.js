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
      must(!await qian.locator('button[value=withdraw]').isVisible(), 'one click would end it');
      await qian.click('details.withdraw summary');
      must((await qian.locator('details.withdraw').textContent()).includes('不能恢复'), 'what it does is not said');
      await ctx.look(qian, 'about-to-withdraw');
      await qian.click('details.withdraw summary');
      await qian.fill('#withdraw_reason', '家长改变主意');
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

  await test('P0-17 filed again: the form is filled in, and each of the two dockets names the other', async () => {
    const old = ctx.file('第一次提交');
    ctx.xueji('zhao', ['withdraw', old.docket, '--reason', '年级填错']);
    await ctx.wait(() => ctx.show('zhao', old.docket).state === 'withdrawn');
    const page = await ctx.open('zhao');
    const again = page.locator('a[href*="follows="]');
    await page.goto(here + '/console/dockets/' + old.docket);
    await ctx.look(page, 'withdrawn-file-again');
    const head = await ctx.open('qian');
    await head.goto(here + '/console/dockets/' + old.docket);
    must(await head.locator('a[href*="follows="]').count() === 0, 'a head files');
    await Promise.all([page.waitForNavigation(), again.click()]);
    must(!page.url().includes(old.number) && page.url().includes(old.docket), page.url());
    const value = name => page.locator('[name="' + name + '"]').inputValue();
    must(await value('reason') === '第一次提交', await value('reason'));
    must(await value('sending_school') === ctx.THERE && await value('student.grade') === old.child.grade, 'not filled in');
    must(await value('student.number') === old.number, 'the number it was filed with is not there');
    must(await value('student.name') === '' && await value('student.citizen_id') === '', 'unmasked by a link');
    must(await page.isChecked('[name=follows]'), 'it does not say what it follows');
    await ctx.look(page, 'file-again');
    await page.fill('[name="student.name"]', old.name);
    await page.fill('[name="student.citizen_id"]', old.child.citizen_id);
    await page.fill('[name=reason]', '更正后重新提交');
    await press(page, 'check');
    must(await page.locator('.trouble').count() === 0, await page.locator('main').textContent());
    must(await page.isChecked('[name=follows]'), 'the look before has lost it');
    await press(page, 'file');
    const anew = ctx.docketOf(page);
    must(await page.locator('a[href="/console/dockets/' + old.docket + '"]').count() === 1, 'no way back');
    await ctx.look(page, 'filed-again');
    await page.goto(here + '/console/dockets/' + old.docket);
    must(await page.locator('a[href="/console/dockets/' + anew + '"]').count() === 1, 'no way on');
    must(await again.count() === 0, 'and once more');
    await ctx.look(page, 'withdrawn-was-filed-again');
    must(ctx.show('zhao', anew).follows === old.docket, 'the header does not name it');
    // The county has had the second, never the first.
    ctx.xueji('qian', ['approve', anew]);
    await ctx.reaches(anew, 'sun');
    const seen = ctx.show('sun', anew);
    must(seen.follows === old.docket && !seen.follows_here, JSON.stringify(seen.follows_here));
    const sun = await ctx.open('sun');
    await sun.goto(ctx.base('county-43') + '/console/dockets/' + anew);
    must(await sun.locator('a[href*="' + old.docket + '"]').count() === 0, 'a link to what it may not see');
    must((await sun.locator('main').textContent()).includes('未经本单位'), 'nothing is said of the one before');
    // Another child's docket is none to follow, nor is one that is under way.
    const other = ctx.child();
    const filing = ['file', 'transfer', '--student', other.number, '--name', other.name, '--citizen-id',
      other.citizen_id, '--grade', other.grade, '--from', ctx.THERE, '--reason', '随父母迁居', '--follows'];
    for (const docket of [old.docket, anew]) {
      let said = '';
      try { ctx.xueji('zhao', [...filing, docket]); } catch (e) { said = e.message; }
      must(said.includes('NOTHING_TO_FOLLOW'), docket + ': ' + said);
    }
    for (const one of [page, head, sun]) await one.context().close();
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
