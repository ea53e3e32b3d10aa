// What a page looks like, in both languages, on a wide and on a narrow screen, and what axe finds. axe
// comes by the debugger, which the policy of the page does not stop.
const fs = require('fs');
const path = require('path');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDE = { width: 1280, height: 800 };
// 320 CSS pixels are 1280 at 400 %; 640 are 200 %.
const NARROW = [[320, '320px'], [640, '200-percent']];

async function sideways(page) {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > room + 1)
      .slice(0, 4).map(e => e.outerHTML.slice(0, 90));
  });
}

async function violations(page) {
  return page.evaluate(axe + ';axe.run(document, { runOnly: ' + JSON.stringify(TAGS) + ' }).then(r =>'
    + ' r.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html).join(" | ")))');
}

async function shoot(page, name) {
  await page.screenshot({ path: path.join(process.env.XUEJI_SHOTS, name + '.png'), fullPage: true,
    caret: 'initial' });
}

async function inspect(ctx, page, name) {
  const known = ctx.pages.get(page);
  await shoot(page, name);
  if (known && known.options.javaScriptEnabled === false) return;	// axe would not come to its end
  const found = await violations(page);
  ctx.must(found.length === 0, name + ': ' + found.join('; '));
  for (const [width, word] of NARROW) {
    await page.setViewportSize({ width, height: 640 });
    const wide = await sideways(page);
    if (width === 320) await shoot(page, name + '.' + word);
    await page.setViewportSize(WIDE);
    ctx.must(wide.length === 0, name + ': wider than ' + word + ': ' + wide.join('; '));
  }
}

function inLanguage(url, lang) {
  const u = new URL(url);
  u.searchParams.set('lang', lang);
  return u.href;
}

// A page that answers a form is looked at as it is: reloading it would send the form again.
module.exports = async function look(ctx, page, name) {
  const known = ctx.pages.get(page);
  await page.setViewportSize(WIDE);
  await inspect(ctx, page, name + '.zh');
  if (!known || !known.isGet) return;
  const url = page.url();
  await page.goto(inLanguage(url, 'en'));
  ctx.must(await page.getAttribute('html', 'lang') === 'en', name + ': no English');
  await inspect(ctx, page, name + '.en');
  await page.goto(inLanguage(url, 'zh'));
  await page.goto(url);
};
