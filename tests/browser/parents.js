// What a parent sees on a telephone: the way of a transfer, whose turn it is, and nothing that says whether
// a number is there. school-44 asks for a one-time code (XUEJI_PARENTS_CODE), the others do not.
const { execFileSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const HERE = '2143000101', THERE = '2144000101', PHONE = '13800001234';

function children(school) {
  const [head, ...lines] = fs.readFileSync('deploy/demo.d/students.csv', 'utf8').trim().split('\n');
  return lines.map(l => Object.fromEntries(l.split(',').map((v, i) => [head.split(',')[i], v])))
    .filter(c => c.school === school && c.status === 'in_school' && c.problem === '0'
      && c.number.startsWith('G')).reverse();
}

function messages() {
  const dir = path.join(path.dirname(process.env.XUEJI_DESKS), '..', 'messages');
  return fs.readdirSync(dir).filter(f => f.endsWith('.json')).sort().map(f => {
    const message = JSON.parse(fs.readFileSync(path.join(dir, f), 'utf8'));
    fs.unlinkSync(path.join(dir, f));
    return message;
  });
}

async function send(page, fields) {
  for (const [id, text] of Object.entries(fields)) await page.fill('#' + id, text);
  return (await Promise.all([page.waitForNavigation(), page.click('main form button')]))[0];
}

async function parents(browser, ctx) {
  const { must, test, xueji } = ctx;
  const here = ctx.base('school-43') + '/parents/', there = ctx.base('school-44') + '/parents/';
  const open = async (options = {}) => (await browser.newContext({ locale: 'zh-CN',
    viewport: { width: 320, height: 640 }, ...options })).newPage();
  const [child, other] = children(THERE);
  const filed = JSON.parse(xueji(HERE + ':registrar:zhao', ['file', 'transfer', '--student', child.number,
    '--name', child.name, '--citizen-id', child.citizen_id, '--grade', child.grade, '--from', THERE,
    '--reason', '随父母迁居']));

  await test('P0-13 parents: by number and name, without an account and without a script', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto(here);
    must(await page.locator('#password').count() === 0, 'an account is asked for');
    const r = await send(page, { number: filed.docket, name: child.name });
    must(r.status() === 200 && r.headers()['cache-control'] === 'no-store', r.status() + ', or may be kept');
    must(page.url() === here, 'what was typed stands in the address: ' + page.url());
    const text = await page.locator('main').textContent();
    must(text.includes('等待 ') && / 核办，已 \d+\/\d+ 个工作日/.test(text), text);
    must(text.includes('孩子可以先入学'), 'nothing says that the child may go to school');
    for (const secret of [child.name, child.number, child.citizen_id, '随父母'])
      must(!(await page.content()).includes(secret), secret + ' is on the page');
  });

  await test('P0-09 whose turn: the parent sees it, the way, the due day and whom to turn to', async () => {
    const page = await open();
    await page.goto(here);
    await ctx.look(page, 'parents');
    await send(page, { number: filed.docket, name: child.name });
    must(await page.locator('[aria-current=step]').count() === 1, 'no step is the one it is at');
    must(await page.locator('.way > li').count() >= 2, 'nobody to turn to');
    const way = await page.locator('.way > li').allTextContents();
    must(way.length === 3 && way[0].includes('湖南示范甲小学') && way[1].includes('芙蓉区教育局')
      && way[2].includes('共同的主管部门') && way[2].includes('教育部'), way.join(' / '));
    await ctx.look(page, 'parents-result');
    await Promise.all([page.waitForNavigation(), page.click('header button:has-text("English")')]);
    must(page.url() === here + '?lang=en', 'what was typed stands in the address: ' + page.url());
    must((await page.locator('main').textContent()).includes('working days have passed'), 'not English, or another page');
    await ctx.look(page, 'parents-result-en');
    await page.goto(here + '?lang=zh');
    const [calm] = children(HERE);
    await send(page, { number: calm.number, name: calm.name });
    must((await page.locator('main').textContent()).includes('没有正在办理的业务'), 'a business of nobody');
    await ctx.look(page, 'parents-record');
  });

  await test('P0-13 parents: a wrong name, an unknown number and a wrong case are one page', async () => {
    const seen = [];
    for (const [number, name] of [[child.number, '演示某某'], ['G110101201503078512', child.name],
      [filed.docket, '演示某某'], ['0198f0a0-7c11-7abc-8def-0123456789ab', child.name]]) {
      const page = await open();
      await page.goto(here);
      must((await send(page, { number, name })).status() === 404, number);
      seen.push((await page.locator('main').innerHTML()).replace(/value="[^"]*"/g, ''));
      if (seen.length === 1) await ctx.look(page, 'parents-nothing');
    }
    must(seen.every(html => html === seen[0] && html.includes('没有查到')), seen.join('\n'));
  });

  await test('P0-13 parents: a number of the wrong length is said before anything is asked', async () => {
    const page = await open();
    await page.goto(here);
    must((await send(page, { number: child.citizen_id, name: child.name })).status() === 400, 'it was looked for');
    must((await page.locator('[role=alert]').textContent()).includes('您填写的位数： 18'), 'the length is not said');
    await ctx.look(page, 'parents-length');
  });

  await test('P0-13 parents: with a code to the guardian, good once', async () => {
    const lin = THERE + ':registrar:lin';
    const { docket } = JSON.parse(xueji(lin, ['file', 'ordinary_update', '--student', other.number, '--name',
      other.name, '--phone', PHONE, '--guardian', '演示家长', '--reason', '更换号码']));
    for (let i = 0; JSON.parse(xueji(lin, ['show', docket])).state !== 'completed'; i++) {
      must(i < 300, 'the telephone does not come into the record');
      await new Promise(r => setTimeout(r, 100));
    }
    messages();
    const page = await open();
    await page.goto(there);
    await ctx.look(page, 'parents-phone');
    await send(page, { number: other.number, name: other.name, phone: '13800009999' });
    const wrong = await page.locator('main').innerHTML();
    must(messages().length === 0, 'a code went to a stranger');
    await page.goto(there);
    await send(page, { number: other.number, name: other.name, phone: '138 0000 1234' });
    must(await page.locator('main').innerHTML() === wrong, 'the page says whether it matched');
    await ctx.look(page, 'parents-code');
    const [message, ...more] = messages();
    must(message && message.phone === PHONE && more.length === 0, 'not one message');
    const code = message.text.match(/\d{6}/)[0];
    must(await page.getAttribute('#code', 'autocomplete') === 'one-time-code', 'telephones cannot fill it in');
    must((await send(page, { code: code === '000000' ? '000001' : '000000' })).status() === 404, 'any code does');
    await ctx.look(page, 'parents-code-wrong');
    must((await send(page, { code })).status() === 200, 'the code does not do');
    must((await page.locator('main').textContent()).includes('普通信息变更：已办结'), 'no end of the business');
    await ctx.look(page, 'parents-closed');
    const again = await page.request.post(there + 'code', { headers: { origin: new URL(there).origin },
      form: { csrf: '', number: other.number, name: other.name, code } });
    must(again.status() === 403, 'a form of nobody: ' + again.status());
    await page.goto(there);
    await send(page, { number: other.number, name: other.name, phone: '1' });
    must((await send(page, { code })).status() === 404, 'the code is good twice');
  });

  await test('P0-39 large type: letters grow, the narrow page does not scroll sideways, and it is kept', async () => {
    const page = await open();
    await page.goto(here);
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('label')).fontSize));
    const before = await size();
    await Promise.all([page.waitForNavigation(), page.click('a[href="?large=1"]')]);
    must(await size() >= 1.3 * before, 'the letters did not grow');
    await ctx.look(page, 'parents-large');
    await page.goto(ctx.base('school-43') + '/console/');
    must(await page.locator('html.large').count() === 1, 'the officers\' pages are as they were');
    await page.goto(here);
    await send(page, { number: filed.docket, name: child.name });
    await ctx.look(page, 'parents-result-large');
    for (const width of [320, 360]) {
      await page.setViewportSize({ width, height: 640 });
      must(await page.evaluate(() => document.documentElement.scrollWidth
        <= document.documentElement.clientWidth), 'wider than ' + width);
    }
    await page.goto(here + '?large=0');
    must(await size() === before, 'large letters stay');
  });

  await test('P0-13 parents: a link from the school opens the record without number and name', async () => {
    const zhao = await ctx.open('zhao');
    await zhao.goto(ctx.base('school-43') + '/console/students');
    await Promise.all([zhao.waitForNavigation(), zhao.locator('tbody a').first().click()]);
    const record = new URL(zhao.url()).pathname;
    await Promise.all([zhao.waitForNavigation(), zhao.click('form[action$="/link"] button')]);
    await ctx.look(zhao, 'link');
    const url = await zhao.inputValue('#url');
    must(/^http:\/\/127\.0\.0\.1:\d+\/parents\/link\/[0-9a-f]{64}$/.test(url), url);
    const qian = await ctx.open('qian');
    const refused = await qian.request.post(ctx.base('school-43') + record + '/link',
      { headers: { origin: ctx.base('school-43') }, form: { csrf: await qian.locator('input[name=csrf]').first().inputValue() } });
    must(refused.status() === 404, 'made in another session: ' + refused.status());
    await qian.goto(ctx.base('school-43') + '/console/looks');
    must((await qian.locator('tbody').textContent()).includes('生成家长查询链接'), 'no look is recorded');
    const press = async page => (await Promise.all([page.waitForNavigation(), page.click('main form button')]))[0];
    for (let i = 0; i < 4; i++) {
      const page = await open({ javaScriptEnabled: false });
      for (let seen = 0; seen < 3; seen++) await page.goto(url);
      if (i === 0) await ctx.look(page, 'parents-link');
      await page.goto(url);
      const r = await press(page);
      must(r.status() === (i < 3 ? 200 : 404), 'opening ' + i + ': ' + r.status());
      const text = await page.locator('main').textContent();
      must(text.includes(i < 3 ? '学籍状态' : '没有查到'), text);
      if (i === 0) await ctx.look(page, 'parents-link-opened');
      if (i < 3) continue;
      const used = await page.locator('main').innerHTML();
      await page.goto(url.replace(/[0-9a-f]{64}$/, '0'.repeat(64)));
      must((await press(page)).status() === 404, 'any link does');
      must(await page.locator('main').innerHTML() === used, 'a link that is none is another page');
    }
    for (const p of [zhao, qian]) await p.context().close();
  });

  await test('P0-22 paper: the proof of a printed form is checked by anybody', async () => {
    const zhao = await ctx.open('zhao');
    const [own] = children(HERE);
    await zhao.goto(ctx.base('school-43') + '/console/search');
    await send(zhao, { number: own.number });
    const record = await zhao.locator('#records a[href^="/console/students/"]').first().getAttribute('href');
    must(!record.includes(own.number.slice(1)), 'the number stands in the address');
    const pdf = await zhao.request.get(ctx.base('school-43') + record + '/sheet.pdf');
    must(pdf.status() === 200, 'no sheet: ' + pdf.status());
    const file = path.join(process.env.XUEJI_SHOTS, 'sheet');
    fs.writeFileSync(file + '.pdf', await pdf.body());
    execFileSync('pdftoppm', ['-r', '200', '-gray', '-singlefile', file + '.pdf', file]);
    const proof = execFileSync('zbarimg', ['-q', '--raw', file + '.pgm'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    for (const end of ['.pdf', '.pgm']) fs.unlinkSync(file + end);
    must(proof.startsWith('XUEJI1:'), 'no proof in the code: ' + proof);
    const page = await open({ javaScriptEnabled: false });
    await page.goto(here);
    await Promise.all([page.waitForNavigation(), page.click('main a[href="/parents/verify"]')]);
    await ctx.look(page, 'verify');
    must((await send(page, { proof })).status() === 200, 'not valid');
    const text = await page.locator('main').textContent();
    for (const said of ['核验通过', '学生基本信息表', HERE, '2026年9月1日', '只证明'])
      must(text.includes(said), said + ': ' + text);
    for (const secret of [own.name, own.number, own.citizen_id, proof])
      must(!(await page.content()).includes(secret), secret + ' is on the page');
    await ctx.look(page, 'verify-valid');
    const other = proof.slice(0, 100) + (proof[100] === 'A' ? 'B' : 'A') + proof.slice(101);
    for (const [typed, status] of [[other, 400], ['<script>document.title = 1</script>', 400],
      ['A'.repeat(100 * 1024), 413]]) {
      await page.goto(here + 'verify');
      must((await send(page, { proof: typed })).status() === status, typed.slice(0, 40));
      must(!(await page.locator('main').textContent()).includes('核验通过'), typed.slice(0, 40));
      await ctx.look(page, 'verify-' + (status === 413 ? 'large' : 'not-valid'));
    }
    await page.goto(here + 'verify?lang=en');
    await send(page, { proof });
    must((await page.locator('main').textContent()).includes('This proves only'), 'not English');
    await page.goto(here + '?lang=zh');
    await zhao.context().close();
  });

  // Last: it uses up what this address may ask.
  await test('P0-13 parents: who asks too often is told for how long to wait', async () => {
    const page = await open();
    let r;
    for (let i = 0; i < 60; i++) {
      await page.goto(here);
      r = await send(page, { number: 'G11010120150307' + (1000 + i), name: '演示某某' });
      if (r.status() === 429) break;
    }
    must(r.status() === 429 && Number(r.headers()['retry-after']) > 0, 'no end: ' + r.status());
    must(/需等待的秒数： \d+/.test(await page.locator('main').textContent()), 'no seconds');
    await ctx.look(page, 'parents-wait');
  });
}

module.exports = parents;
module.exports.parents = parents;
