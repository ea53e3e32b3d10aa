// Lists from a file: uploaded, checked whole, the error file by row and column, filed once however often it is sent.
const { execFileSync } = require('child_process');
const fs = require('fs');

const HEADER = '姓名,身份证件号,性别,出生日期,年级';
const EVIL = '"\'><script>alert(1)</script>';
const quoted = text => '"' + text.replace(/"/g, '""') + '"';

module.exports = async (browser, ctx) => {
  const { must, test, base, look } = ctx;
  const HERE = base('school-43') + '/console/import';

  const gb18030 = text => execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text });
  const children = () => JSON.parse(ctx.xueji('zhao', ['students'])).length;
  const list = (page, name) => page.locator('dl.tally dd').nth(['rows', 'right', 'problems'].indexOf(name)).textContent();
  const problems = page => page.locator('tbody tr').allTextContents();

  async function upload(page, content, options = {}) {
    await page.goto(HERE);
    await page.selectOption('#list', options.list || 'enrolment');
    await page.setInputFiles('#upload', { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
    if (options.list !== 'class_list') await page.fill('#reason', '新生入学');
    await ctx.press(page, 'check');
  }

  async function download(page, verb) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('button[value=' + verb + ']')]);
    return { name: file.suggestedFilename(), data: fs.readFileSync(await file.path()) };
  }

  const page = await ctx.open('zhao');

  await test('import: the menu leads to the form, and the templates have the header row', async () => {
    await page.click('nav summary');
    await page.click('nav a[href="/console/import"]');
    await look(page, 'import');
    const [file] = await Promise.all([page.waitForEvent('download'),
      page.click('a[href="/console/import/template?list=enrolment&as=csv"]')]);
    must(fs.readFileSync(await file.path(), 'utf8') === '\ufeff' + HEADER + '\r\n', 'no header in the template');
    const other = await ctx.open('qian');
    must(await other.locator('nav a[href="/console/import"]').count() === 0, 'a head is offered it');
    must((await other.goto(HERE)).status() === 403, 'a head may import');
  });

  await test('import: all problems by row and column, the error files, and nothing is filed', async () => {
    const before = children();
    await upload(page, HEADER + '\r\n演示导入甲,,男,2020-03-04,1\r\n'
      + [EVIL, EVIL, EVIL, EVIL, EVIL].map(quoted).join(',') + '\r\n'
      + '演示导入乙,430102202003040000,女,2020-03-04,1\r\n演示导入丙,,女\r\n演示导入甲,,男,2020/3/4,1\r\n');
    must(await list(page, 'rows') === '5' && await list(page, 'right') === '1', await page.locator('dl.tally').textContent());
    const lines = await problems(page);
    const has = (...words) => lines.some(l => words.every(w => l.includes(w)));
    must(has('3', '性别', EVIL) && has('3', '出生日期', EVIL) && has('3', '年级', EVIL), lines.join('\n'));
    must(has('3', '身份证件号', 'BAD_CITIZEN_ID') && has('4', '身份证件号', '430102202003040000'), lines.join('\n'));
    must(has('5', '列数') && has('6', 'ROW_TWICE', '同第 2 行'), lines.join('\n'));
    must(await page.locator('main script').count() === 0, 'a script stands in the page');
    await look(page, 'import-problems');
    const csv = await download(page, 'errors_csv');
    must(csv.name === 'import-errors.csv', csv.name);
    const rows = csv.data.toString('utf8').split('\r\n');
    must(rows[0] === '\ufeff行,列,填写内容,代码,问题说明,怎么办' || rows[0].startsWith('\ufeff行,列,填写内容,代码,问题说明,'), rows[0]);
    must(rows.some(r => r.startsWith('4,身份证件号,430102202003040000,BAD_CITIZEN_ID,身份证件号不正确,')), rows.join('\n'));
    must(rows.length - 2 === Number(await list(page, 'problems')), 'not all problems are in the file');
    const xlsx = await download(page, 'errors_xlsx');
    must(xlsx.name === 'import-errors.xlsx' && xlsx.data.subarray(0, 2).toString() === 'PK', 'no workbook');
    must(children() === before, 'a check has filed something');
  });

  await test('import: what is no list says what it is', async () => {
    for (const [content, words] of [['PK\x03\x04xxxx', '这是电子表格'], ['', '请选择要导入的文件'], [HEADER + '\n"x', '引号'],
      ['姓名,姓名,星座\n', '没有'], [Buffer.from([0xff, 0xfe, 0x61, 0]), '不是所选编码'],
      [HEADER + '\n' + '张三,,男,2020-03-04,1\n'.repeat(501), '上限'], ['x'.repeat(300 * 1024), '256 KiB']]) {
      await upload(page, content);
      const text = await page.locator('main').textContent();
      must(text.includes(words) || (words === '没有' && text.includes('不认识这一列') && text.includes('缺少这一列') && text.includes('两次')),
        words + ': ' + text);
      must(await page.locator('button[value=file]').count() === 0, words + ': there is something to file');
      if (words === '这是电子表格') await look(page, 'import-no-list');
    }
    await upload(page, 'x'.repeat(5 * 1024 * 1024)).catch(() => {});
    must((await page.locator('main').textContent()).includes('文件过大'), 'far too large is not said');
  });

  await test('import: what is right is filed, twice is once, and what was wrong is filed from the mended file', async () => {
    const before = children();
    await upload(page, HEADER + '\n演示导入一,,男,2020-03-04,1\n演示导入二,,x,2020-03-04,1\n演示导入三,,女,2020-03-05,1\n');
    must(await list(page, 'right') === '2', 'not two of three');
    let sent;
    page.once('request', r => { sent = r; });
    await page.locator('button[value=file]').dblclick({ noWaitAfter: true });
    await page.waitForSelector('th:has-text("办理结果"), .sentence strong');
    await page.waitForLoadState();
    const lines = await problems(page);
    must(lines.length === 3 && lines[0].includes('✘') && lines[0].includes('性别'), lines.join('\n'));
    must(lines.slice(1).every(l => l.includes('✔')), lines.join('\n'));
    must(children() === before + 2, 'there are ' + (children() - before) + ' more children than before');
    await look(page, 'import-filed');
    // The same form once more, by whatever way.
    const again = await page.request.post(HERE, { data: sent.postDataBuffer(),
      headers: { 'content-type': sent.headers()['content-type'], origin: base('school-43') } });
    must((await again.text()).includes('此前已提交'), 'it does not say that it was filed before');
    must(children() === before + 2, 'the form that was sent again has filed again');
    const docket = await page.locator('tbody a').first().textContent();
    must(ctx.show('qian', docket).entries.length === 1, 'no ordinary docket');
    must(ctx.inbox('qian').includes(docket), 'it does not lie at the head of the school');
    // The mended file, all of it.
    await upload(page, HEADER + '\n演示导入一,,男,2020-03-04,1\n演示导入二,,男,2020-03-04,1\n演示导入三,,女,2020-03-05,1\n');
    must(await list(page, 'right') === '1', 'those filed before are not known');
    must((await problems(page)).every(l => l.includes('RECORD_HERE_ALREADY')), (await problems(page)).join('\n'));
    await page.check('#all');
    await ctx.press(page, 'file');
    must((await page.locator('[role=alert]').textContent()).includes('未提交任何一行'), 'all or none, and it was filed');
    await look(page, 'import-none-filed');
    await ctx.press(page, 'file');
    must(children() === before + 3, 'the mended row was not filed');
  });

  await test('import: without a script, in GB 18030, the error file in the same encoding', async () => {
    const plain = await ctx.open('zhao', { javaScriptEnabled: false });
    const before = children();
    await upload(plain, gb18030(HEADER + '\n演示导入𠮷,,男,2020-03-06,1\n演示导入五,,x,2020-03-06,1\n'));
    must((await plain.locator('dl.tally').textContent()).includes('GB 18030'), 'the encoding was not found out');
    const csv = await download(plain, 'errors_csv');
    must(csv.data.includes(gb18030('性别填写不正确')), 'the error file is in another encoding');
    await ctx.press(plain, 'file');
    must(children() === before + 1, 'not filed');
  });

  await test('import: class lists, a class with a wrong row is left out', async () => {
    const numbers = JSON.parse(ctx.xueji('zhao', ['students'])).filter(r => r.status === 'in_school')
      .slice(0, 3).map(r => r.student_number);
    await upload(page, '班级,学籍号\n导入一班,' + numbers[0] + '\n导入一班,' + numbers[1] + '\n导入二班,' + numbers[2] + '\n导入二班,L430102201605200001\n',
      { list: 'class_list' });
    must(await list(page, 'right') === '2', await page.locator('dl.tally').textContent());
    must((await problems(page))[0].includes('UNKNOWN_STUDENT'), 'an unknown number is not found');
    await look(page, 'import-classes');
    await ctx.press(page, 'file');
    await look(page, 'import-classes-done');
    await page.goto(base('school-43') + '/console/verification');
    const text = await page.locator('main').textContent();
    must(text.includes('导入一班') && !text.includes('导入二班'), text);
  });
};
