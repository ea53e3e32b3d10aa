// Figures, search, students, and lists as files. What the pages and the doors tell is held against
// counts that the database makes.
const { execFileSync } = require('child_process');
const fs = require('fs');

const FROM = '2026-09-01', TO = '2026-09-30';
const PERIOD = '?from=' + FROM + '&to=' + TO;

// Of the database of a daemon of this stack; its settings say where that is.
function sql(place, statement) {
  const etc = process.env.XUEJI_DESKS.replace(/desks$/, '');
  const file = fs.readdirSync(etc).find(f => f.startsWith(place) && f.endsWith('.yaml'));
  const conninfo = /^database: "([^"]+)"/m.exec(fs.readFileSync(etc + file, 'utf8'))[1];
  return execFileSync('psql', ['-qXAt', '-F', ',', '-d', conninfo, '-c', statement], { encoding: 'utf8' }).trim();
}

module.exports = async function figures(browser, ctx) {
  const { must, test, base } = ctx;
  const get = async (page, path) => page.request.get(new URL(path, page.url()).href);
  const rows = text => text.replace(/^\uFEFF/, '').trim().split('\r\n').map(line => line.split(','));

  await test('six children come from another province, and the counts follow', async () => {
    const filed = Array.from({ length: 6 }, () => ctx.file());
    for (const name of ctx.ROUTE) {
      for (const one of filed) await ctx.reaches(one.docket, name);
      for (const one of filed) ctx.xueji(name, ['approve', one.docket]);
    }
    for (const one of filed) await ctx.wait(() => ctx.show('li', one.docket).state === 'completed');
  });

  for (const [name, place] of [['li', 'province-43'], ['bai', 'ministry-00']])
    await test('P1-30 in and out by province are what the database counts: ' + name, async () => {
      const page = await ctx.open(name);
      const counted = sql(place, 'select substr(receiving_school, 3, 2), count(*) from docket'
        + ' where kind = 1 and scope = 4 and state = 1 group by 1');
      must(/^43,\d+$/.test(counted), counted);
      const n = counted.split(',')[1];
      const left = sql(place, 'select substr(sending_school, 3, 2), count(*) from docket'
        + ' where kind = 1 and scope = 4 and state = 1 group by 1');
      must(left === '44,' + n, left + ' left, ' + n + ' came');
      must(Number(n) >= 6, 'only ' + n);
      // The door tells offices what it counted; the page covers what is small.
      const told = JSON.parse(ctx.xueji(name, ['figures', '--from', FROM, '--until', '2026-10-01'])).moves
        .map(m => [m.unit, m.in, m.out].join()).sort().join(' ');
      must(told === '430000,' + n + ',0 440000,0,' + n, 'the door tells ' + told);
      const cut = (await page.goto(base(place) + '/console/figures' + PERIOD)).status();
      must(cut === 200, 'status ' + cut);
      const file = await get(page, '/console/figures' + PERIOD + '&table=moves&as=csv');
      const cells = rows(await file.text());
      const row = cells.find(c => c[0] === '湖南');
      // Thirty-one others are small: one of the two sides has to go too, or they could be computed.
      must(row[1] === '*' || row[1] === n, 'in: ' + row.join());
      const shown = cells.flat().filter(c => /^\d+$/.test(c));
      must(shown.every(c => c === n), 'shown: ' + shown);
      must(!cells.flat().some(c => /^[0-4]$/.test(c)), 'a small number is shown');
      must(cells.length === 36, cells.length + ' lines');
      await ctx.look(page, 'figures-' + name);
      await page.context().close();
    });

  await test('P1-32 who decides on time: open business and decisions are what the database has', async () => {
    const page = await ctx.open('sun');
    await page.goto(base('county-43') + '/console/figures' + PERIOD + '&by=unit&sort=-decided');
    const cells = rows(await (await get(page, '/console/figures' + PERIOD + '&table=league&as=csv')).text());
    const own = cells.find(c => c[0].includes('芙蓉区教育局'));
    const open = sql('county-43', "select count(*) from desk where holder = '430102'");
    must(own[7] === open, 'open: ' + own[7] + ' instead of ' + open);
    const sum = cells.slice(1).reduce((n, c) => n + Number(c[2]), 0);
    const card = await page.locator('.cards div').nth(1).locator('dd').textContent();
    must(String(sum) === card, sum + ' decided, the card says ' + card);
    const sorted = await page.locator('#league th[aria-sort=descending]').count();
    must(sorted === 1, 'not sorted');
    const numbers = await page.locator('#league tbody tr td:nth-child(3)').allTextContents();
    must(numbers.every((v, i) => i === 0 || Number(numbers[i - 1]) >= Number(v)), numbers.join());
    await ctx.look(page, 'figures-sun');
    await page.context().close();
  });

  await test('a period that is none is told, and the form keeps it', async () => {
    const page = await ctx.open('li');
    await page.goto(base('province-43') + '/console/figures?from=2026-09-30&to=2026-09-01');
    must(await page.locator('[role=alert]').count() === 1, 'nothing is said');
    must(await page.inputValue('#from') === '2026-09-30', 'the form forgot');
    await ctx.look(page, 'figures-no-period');
    await page.context().close();
  });

  await test('lists are files: marked UTF-8, GB 18030, and a workbook', async () => {
    const page = await ctx.open('zhao');
    await page.goto(base('school-43') + '/console/students');
    const utf8 = await get(page, '/console/lists/students?as=csv');
    must(utf8.headers()['content-disposition'] === 'attachment; filename="students.csv"', 'no file name');
    const text = (await utf8.body()).toString('utf8');
    must(text.startsWith('\uFEFF学籍号,'), text.slice(0, 20));
    must(rows(text).length - 1 === JSON.parse(ctx.xueji('zhao', ['students'])).length, 'rows are missing');
    const coded = await (await get(page, '/console/lists/students?as=csv&encoding=gb18030')).body();
    must(new TextDecoder('gb18030').decode(coded) === text.slice(1), 'GB 18030 is another text');
    for (const path of ['/console/lists/students?as=xlsx', '/console/lists/inbox?as=xlsx'])
      must((await (await get(page, path)).body()).subarray(0, 2).toString() === 'PK', path);
    const inbox = rows(await (await get(page, '/console/lists/inbox?as=csv')).text());
    must(inbox.length - 1 === ctx.inbox('zhao').length, 'the inbox has other rows');
    must((await get(page, '/console/lists/students?as=exe')).status() === 404, 'a file of another kind');
    await page.context().close();
  });

  await test('P0-14 the students of a school and one record with its history, masked', async () => {
    const page = await ctx.open('zhao');
    await page.goto(base('school-43') + '/console/students');
    await ctx.look(page, 'students');
    await page.selectOption('#status', 'in_school');
    await Promise.all([page.waitForNavigation(), page.click('main form button')]);
    const statuses = new Set(await page.locator('tbody tr td:nth-child(4)').allTextContents());
    must(statuses.size === 1 && statuses.has('在校'), [...statuses].join());
    const first = JSON.parse(ctx.xueji('zhao', ['students'])).find(s => s.status === 'in_school').student_number;
    const child = fs.readFileSync('deploy/demo.d/students.csv', 'utf8').split('\n').find(l => l.startsWith(first + ','));
    await Promise.all([page.waitForNavigation(), page.locator('tbody a').first().click()]);
    const main = await page.content();
    must(main.includes(first.slice(-4)), 'another record');
    must(!main.includes(first) && !page.url().includes(first), 'the number is not masked');
    must(child && !main.includes(child.split(',')[2]), 'the name is not masked');
    must(sql('school-43', "select count(*) from look where kind = 'record'") !== '0', 'the look is not recorded');
    must(await page.locator('.timeline li').count() >= 1, 'no history');
    await ctx.look(page, 'student');
    const other = await ctx.open('qian');
    must((await get(other, new URL(page.url()).pathname)).status() === 404, 'good in another session');
    must((await get(page, '/console/students/' + first)).status() === 404, 'a number in an address');
    await other.context().close();
    await page.context().close();
  });

  const looks = place => Number(sql(place, "select count(*) from look where kind = 'search'"));

  async function search(page, place, fields) {
    await page.goto(base(place) + '/console/search');
    for (const name of Object.keys(fields)) await page.fill('#' + name, fields[name]);
    await Promise.all([page.waitForNavigation(), page.click('main form button.first')]);
  }

  await test('P0-07 search by number, citizen ID, name and birth, docket and school; recorded, masked, by POST', async () => {
    const filed = ctx.file();
    const birth = filed.child.number.slice(7, 15).replace(/(....)(..)(..)/, '$1-$2-$3');
    const page = await ctx.open('qian');
    await page.goto(base('school-43') + '/console/search');
    await ctx.look(page, 'search');
    const before = looks('school-43');
    const ways = [{ number: filed.number }, { citizen_id: filed.child.citizen_id.toLowerCase() + ' ' },
      { name: filed.name, birth }, { school: ctx.HERE }];
    for (const way of ways) {
      await search(page, 'school-43', way);
      must(page.url().endsWith('/console/search'), 'something stands in the address: ' + page.url());
      const links = await page.locator('#dockets tbody a').allTextContents();
      must(links.includes(filed.docket), JSON.stringify(way) + ' does not find it');
      must(!(await page.locator('#dockets').textContent()).includes(filed.name), 'not masked');
    }
    await ctx.look(page, 'search-found');
    await search(page, 'school-43', { docket: filed.docket });
    must(page.url().endsWith('/console/dockets/' + filed.docket), 'an exact hit was not opened: ' + page.url());
    must(looks('school-43') === before + ways.length + 1, 'not every search was recorded');
    const kept = sql('school-43', "select string_agg(subject, ' ') from look where kind = 'search'");
    must(!kept.includes(filed.number) && !kept.includes(filed.name), 'what was searched for is kept');
    await search(page, 'school-43', { name: filed.name });
    must(await page.locator('[role=alert]').count() === 1, 'a name alone is no search');
    must(await page.inputValue('#name') === filed.name, 'the form forgot');
    await ctx.look(page, 'search-not-enough');
    await page.context().close();
    // It has not come to the county: for it there is none, and the look stands there too.
    const other = await ctx.open('wu');
    const seen = looks('county-44');
    await search(other, 'county-44', { docket: filed.docket });
    must(await other.locator('.nothing').count() === 1, 'a docket of others is found');
    must(looks('county-44') === seen + 1, 'a search that found nothing was not recorded');
    await ctx.look(other, 'search-nothing');
    await other.context().close();
  });
};
