// Term verification, findings, complaints, disputes, units, law, the year, the catalogue, notices and
// dead letters: each page as the right officer sees it, and what it refuses to others.
const PEOPLE = [
  ['2143000101:teacher:b-zhao', 'school-43'], ['2143000101:registrar:b-qian', 'school-43'],
  ['2143000101:head:b-sun', 'school-43'], ['430102:head:b-li', 'county-43'],
  ['430102:clerk:b-he', 'county-43'], ['430100:clerk:b-hu', 'prefecture-43'],
  ['430100:head:b-ma', 'prefecture-43'],
  ['430000:head:b-zhou', 'province-43'], ['000000:head:b-wu', 'ministry-00'],
];
const CLASS = '一年级 2&班';

async function business(browser, ctx) {
  const { base, look, must, test, xueji, signIn, PASSWORD } = ctx;
  const pages = {};
  for (const [as, place] of PEOPLE) {
    xueji(as, ['account', 'add'], PASSWORD + '\n');
    const name = as.split(':')[2];
    const context = await browser.newContext({ locale: 'zh-CN' });
    pages[name] = await context.newPage();
    await signIn(pages[name], place, name, PASSWORD);
  }
  const where = Object.fromEntries(PEOPLE.map(([as, place]) => [as.split(':')[2], place]));
  const go = async (name, path) => {
    const r = await pages[name].goto(base(where[name]) + '/console/' + path);
    return r.status();
  };
  const text = name => pages[name].locator('main').textContent();
  const submit = (name, selector) =>
    Promise.all([pages[name].waitForNavigation(), pages[name].click(selector)]);

  await test('a registrar writes the list of a class, a teacher confirms it, and then the registrar', async () => {
    const numbers = JSON.parse(xueji('2143000101:registrar:b-qian', ['students']))
      .filter(r => r.status === 'in_school').slice(0, 3).map(r => r.student_number);
    must(numbers.length === 3, 'no children to make a class of');
    await go('b-qian', 'verification');
    await pages['b-qian'].fill('#class', CLASS);
    await pages['b-qian'].fill('#students', numbers.join('\n') + '\nno number at all');
    await submit('b-qian', 'main form button');
    must(await pages['b-qian'].inputValue('#class') === CLASS, 'what was typed is gone');
    const dropped = await pages['b-qian'].locator('[role=alert]').textContent();
    must(dropped.includes('已保存') && dropped.includes('第 4 行') && !dropped.includes('未办理'), dropped);
    await look(pages['b-qian'], 'verification-refused');
    await pages['b-qian'].fill('#students', numbers.join('\r\n'));
    await submit('b-qian', 'main form button');
    must((await text('b-qian')).includes('待班主任确认'), 'the class is not there');
    await look(pages['b-qian'], 'verification-school');
    for (const [name, waits] of [['b-zhao', '待班主任确认'], ['b-qian', '待学籍管理员确认']]) {
      await go(name, 'verification');
      must((await text(name)).includes(waits), name + ' does not see: ' + waits);
      await submit(name, 'tbody th a');
      must((await text(name)).includes('*'), 'the names are not masked');
      await look(pages[name], 'class-list-' + name);
      await submit(name, 'main form button');
      must((await pages[name].locator('[role=status]').textContent()).includes('已保存'), 'not confirmed');
    }
    must((await pages['b-qian'].locator('tbody .badge').textContent()).includes('已确认'), 'not whole');
    await go('b-sun', 'verification/class?class=' + encodeURIComponent(CLASS));
    must(await pages['b-sun'].locator('main button').count() === 0, 'a head may not confirm');
    await go('b-zhao', 'verification');
    must(await pages['b-zhao'].locator('a[href="/console/students"], a[href$="/unchanged"]').count() === 0,
      'a class teacher is offered the records of the school');
    for (const path of ['students', 'verification/unchanged', 'search', 'findings', 'complaints', 'notices'])
      must(await go('b-zhao', path) === (path === 'search' ? 200 : 403), 'a class teacher: ' + path);
    must(await go('b-sun', 'verification/unchanged') === 200, 'a head');
    must(await go('b-sun', 'verification/class?class=none') === 404, 'a class that is not there');
    await look(pages['b-sun'], 'refused');
  });

  await test('an office sees how far the schools have come, and which have not finished', async () => {
    must(await go('b-li', 'verification') === 200, 'no page');
    await look(pages['b-li'], 'verification-office');
    await go('b-li', 'verification/unfinished?limit=1');
    must(await pages['b-li'].locator('tbody tr').count() === 1, 'more than the page holds');
    const first = await pages['b-li'].locator('tbody td').first().textContent();
    await submit('b-li', 'a[rel=next]');
    must(await pages['b-li'].locator('tbody td').first().textContent() !== first, 'the same page again');
    await look(pages['b-li'], 'unfinished');
    await go('b-wu', 'verification');
    must(await pages['b-wu'].locator('a[href$=unfinished]').count() === 0, 'the ministry is told of none');
    await go('b-qian', 'verification/unchanged');
    await look(pages['b-qian'], 'unchanged');
  });

  await test('complaints, findings and offline records have their pages', async () => {
    await go('b-li', 'complaints');
    must(pages['b-li'].url().endsWith('?open=1'), 'who comes by the menu sees the open ones');
    await look(pages['b-li'], 'complaints-none');
    const answer = JSON.parse(xueji('430102:clerk:b-chen', ['file', 'complaint', '--from', '2143000101',
      '--reason', '<script>document.title="x"</script>家长反映']));
    await pages['b-li'].reload();
    must((await text('b-li')).includes('本单位主办'), 'the complaint is not there');
    must(await pages['b-li'].locator('a[href="/console/dockets/' + answer.docket + '"]').count() === 1, 'no link');
    await look(pages['b-li'], 'complaints');
    await pages['b-li'].selectOption('#kind', 'supervision');
    await submit('b-li', 'main form button');
    must(await pages['b-li'].locator('tbody').count() === 0, 'a complaint is no supervision letter');
    must(await pages['b-li'].locator('.deeds').count() === 0, 'a head is offered what a clerk files');
    await go('b-he', 'complaints');
    await look(pages['b-he'], 'complaints-clerk');
    await submit('b-he', '.deeds a[href$="=complaint"]');
    await pages['b-he'].fill('#sending_school', '2143000101');
    await pages['b-he'].fill('#reason', '家长反映学校以学籍为由拒绝入学');
    await submit('b-he', 'button[value=file]');
    must(/dockets\/[0-9a-f-]{36}\?done=1$/.test(pages['b-he'].url()), 'a clerk could not record a complaint: ' + await text('b-he'));
    for (const path of ['findings', 'offline'])
      must(await go('b-qian', path) === 200, path), await look(pages['b-qian'], path);
    await go('b-li', 'findings');
    await look(pages['b-li'], 'findings-office');
  });

  await test('units can be walked, and who publishes no contact is listed', async () => {
    await go('b-qian', 'units');
    must(pages['b-qian'].url().endsWith('under=430102'), 'a school begins at its office');
    must((await text('b-qian')).includes('2143000101'), 'the school is not under its county');
    await look(pages['b-qian'], 'units');
    await submit('b-qian', '.path a');
    must(pages['b-qian'].url().endsWith('under=000000'), 'the first step is the ministry');
    await go('b-qian', 'units?under=000000&without_contact=1&limit=2');
    must(await pages['b-qian'].locator('tbody tr').count() === 2, 'nobody lacks a contact');
    await look(pages['b-qian'], 'units-without-contact');
    await submit('b-qian', 'a[rel=next]');
    must(pages['b-qian'].url().includes('without_contact=1'), 'the query is lost on the next page');
    for (const code of ['999999', 'x', '%3Cscript%3E', '1'.repeat(400)])
      must(await go('b-qian', 'units?under=' + code) === 404, code);
  });

  await test('the year shows when transfers are frozen, and holidays', async () => {
    await go('b-zhou', 'calendar?year=2026');
    const said = await text('b-zhou');
    must(said.includes('2026-07-15') && said.includes('2026-08-14') && said.includes('冻结'), 'no freeze');
    const row = pages['b-zhou'].locator('tr', { hasText: '2026-07-15' }).first();
    must((await row.textContent()).includes('已过'), 'a freeze that is over is shown as one of today');
    must(await pages['b-zhou'].locator('.month .odd').count() > 5, 'no holidays');
    must(await pages['b-zhou'].locator('.month .frozen').count() > 20, 'no frozen days');
    must(await pages['b-zhou'].locator('.month').count() === 12, 'not twelve months');
    await look(pages['b-zhou'], 'calendar');
    await go('b-zhou', 'calendar?year=2050');
    must((await text('b-zhou')).includes('尚未发布'), 'what is guessed is not said to be');
    must(await go('b-zhou', 'calendar?year=x') === 400, 'no year');
  });

  await test('law is published by who may, and what became of it is seen', async () => {
    await go('b-zhou', 'publications');
    await look(pages['b-zhou'], 'publications-none');
    await pages['b-zhou'].fill('#file', '430000.yaml');
    await pages['b-zhou'].fill('#text', 'version: 2\nno_such_key: 1\n');
    await submit('b-zhou', 'main form button');
    must((await pages['b-zhou'].locator('[role=alert]').textContent()).includes('430000.yaml:2'), 'no fault said');
    must((await pages['b-zhou'].inputValue('#text')).includes('no_such_key'), 'the text is gone');
    await look(pages['b-zhou'], 'publications-faulty');
    await pages['b-zhou'].fill('#text', 'version: 2\n');
    await pages['b-zhou'].fill('#effective_at', '明天');
    await submit('b-zhou', 'main form button');
    const told = await pages['b-zhou'].locator('[role=alert]').textContent();
    must(told.includes('生效时间') && !told.includes('接口文档'), told);
    await pages['b-zhou'].fill('#effective_at', '');
    await submit('b-zhou', 'main form button');
    for (let i = 0; i < 100 && !(await text('b-zhou')).includes('生效中'); i++) {
      await new Promise(r => setTimeout(r, 100));
      await go('b-zhou', 'publications');
    }
    must((await text('b-zhou')).includes('生效中'), 'not in force');
    await look(pages['b-zhou'], 'publications');
    await go('b-li', 'publications');
    must(await pages['b-li'].locator('main form').count() === 0, 'a county publishes nothing');
  });

  await test('P0-12 catalogue: every answer has its anchor, with a remedy in both languages', async () => {
    must(await go('b-zhao', 'catalogue#WINDOW_CLOSED') === 200, 'no catalogue');
    for (const anchor of ['WINDOW_CLOSED', 'ROLE_NOT_ALLOWED', 'NO_SEAT', 'SUSPECT_RECRUITMENT'])
      must(await pages['b-zhao'].locator('#' + anchor).count() === 1, anchor);
    await look(pages['b-zhao'], 'catalogue');
    await go('b-zhao', 'catalogue?lang=en');
    must((await text('b-zhao')).includes('may never be pleaded'), 'not English');
    await go('b-zhao', 'catalogue?lang=zh');
  });

  await test('a notice is seen by who was told, and leads to a supervision letter', async () => {
    const filed = ctx.file();
    await ctx.walk(filed.docket, 'qian');
    await ctx.reaches(filed.docket, 'sun');
    try { xueji('sun', ['refuse', filed.docket, '--code', 'NO_RECORD', '--reason', '无学籍']); } catch (e) { /* as it should */ }
    await ctx.wait(async () => await go('b-ma', 'notices') === 200 && (await text('b-ma')).includes(filed.docket));
    must((await text('b-ma')).includes('违规拒绝'), 'it is not said what happened');
    const letter = 'a[href="/console/file?kind=supervision&about=' + filed.docket + '"]';
    must(await pages['b-ma'].locator(letter).count() === 0, 'a head is offered what a clerk files');
    await go('b-hu', 'notices');
    must(await pages['b-hu'].locator(letter).count() === 1, 'no way to a supervision letter');
    await look(pages['b-hu'], 'notices');
    must(await go('b-ma', 'notices?limit=1') === 200 && await pages['b-ma'].locator('tbody tr').count() === 1, 'limit');
    must(await go('b-ma', 'notices?after=x') === 400, 'no cursor');
    await look(pages['b-ma'], 'notices-bad-cursor');
    must(await go('b-sun', 'notices') === 200, 'a school has its page too');
    await look(pages['b-sun'], 'notices-none');
  });

  await test('P0-17 withdrawn and filed again: both dockets of the child stand beside each other', async () => {
    const filed = ctx.file();
    xueji('zhao', ['withdraw', filed.docket, '--reason', '家长改期']);
    const c = filed.child;
    const again = JSON.parse(xueji('zhao', ['file', 'transfer', '--student', c.number, '--name', c.name,
      '--citizen-id', c.citizen_id, '--grade', c.grade, '--from', ctx.THERE, '--reason', '重新申请']));
    await go('b-sun', 'dockets/' + again.docket);
    await submit('b-sun', 'main a[href$="/cases"]');
    const said = await text('b-sun');
    for (const words of [filed.docket, again.docket, '家长改期', '重新申请', '已撤销', '办理中'])
      must(said.includes(words), words);
    must(!said.includes(c.name), 'the name is not masked');
    await look(pages['b-sun'], 'cases');
    await go('b-li', 'cases');
    await pages['b-li'].fill('#number', c.number);
    await submit('b-li', 'main form button.first');
    must(!pages['b-li'].url().includes(c.number), 'the number stands in an address');
    must(!(await text('b-li')).includes(filed.docket), 'the county has never had it');
  });

  await test('the dispute room shows both sides, who has not stated, and the ruling, and nothing to change', async () => {
    const filed = ctx.file();
    const room = 'dockets/' + filed.docket + '/dispute';
    const seen = (name, action) => ctx.wait(() => {
      try { return ctx.show(name, filed.docket).entries.some(e => e.action === action); } catch (e) { return false; }
    });
    await ctx.walk(filed.docket, 'zhou');
    await ctx.reaches(filed.docket, 'wu');
    must(await go('b-sun', room) === 200 && (await text('b-sun')).includes('没有争议'), 'a dispute out of nothing');
    xueji('wu', ['refuse', filed.docket, '--code', 'UNDER_SANCTION', '--reason', '处分期内<b>']);
    await seen('qian', 'refused');
    xueji('qian', ['object', filed.docket, '--reason', '处分已解除']);
    await seen('bai', 'objected');
    await go('b-wu', room);
    must((await text('b-wu')).includes('尚未陈述') && (await text('b-wu')).includes('处分期内<b>'), 'not both sides');
    await look(pages['b-wu'], 'dispute-open');
    for (const name of ['li', 'zheng']) {
      await seen(name, 'objected');
      xueji(name, ['state', filed.docket, '--reason', name + '：请依法裁定']);
    }
    await ctx.wait(() => ctx.show('bai', filed.docket).heard.every(h => h.stated));
    xueji('bai', ['rule', filed.docket, '--overrule', '--reason', '同意转出']);
    await seen('qian', 'ruled_overrule');
    await go('b-sun', 'dockets/' + filed.docket);
    await submit('b-sun', 'main a[href$="/dispute"]');
    const said = await text('b-sun');
    for (const words of ['li：请依法裁定', 'zheng：请依法裁定', '同意转出', '不可更改', '2014'])
      must(said.includes(words), words);
    must(await pages['b-sun'].locator('main form').count() === 0, 'there is something to change');
    await look(pages['b-sun'], 'dispute-ruled');
    must(await go('b-sun', 'dockets/0198f0a0-7c11-7abc-8def-0123456789ab/dispute') === 404, 'a docket that is not there');
    must(await go('b-zhao', room) === 403, 'a class teacher');
  });

  await test('dead letters are for the heads of offices', async () => {
    must(await go('b-sun', 'letters') === 403, 'a school');
    must(await go('b-li', 'letters?all=1') === 200, 'the head of a county');
    await look(pages['b-li'], 'letters');
    const csrf = await pages['b-li'].locator('header input[name=csrf]').getAttribute('value');
    const r = await pages['b-li'].request.post(base('county-43') + '/console/letters/999/replay',
      { form: { csrf }, headers: { origin: base('county-43') } });
    must(r.status() === 404, 'a letter that is not there: ' + r.status());
  });

  await test('the office in charge and its telephone stand at the same place on every page', async () => {
    for (const path of ['', 'verification', 'units', 'catalogue']) {
      await go('b-qian', path);
      const help = await pages['b-qian'].locator('footer.help').textContent();
      must(help.includes('长沙市芙蓉区教育局') && help.includes('430102'), path + ': ' + help);
    }
  });

  for (const name of Object.keys(pages)) await pages[name].context().close();
}

module.exports = business;
module.exports.business = business;
