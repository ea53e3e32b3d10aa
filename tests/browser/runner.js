// Runs the modules of this folder, one after the other, in one browser; see README.md.
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');
const { Context } = require('./harness/context');
const rows = require('./harness/rows');

// The transfer comes first: it leaves dockets that others look at.
const FIRST = ['transfer.js'];
// Goes on to a later day, on which everything that others left lying is late.
const LAST = ['urge.js'];

function modules(words) {
  const all = fs.readdirSync(__dirname).filter(f => f.endsWith('.js') && f !== 'runner.js').sort();
  const order = [...FIRST, ...all.filter(f => !FIRST.includes(f) && !LAST.includes(f)), ...LAST];
  return words.length === 0 ? order : order.filter(f => words.some(w => f.includes(w)));
}

async function main() {
  const words = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  const ctx = new Context(browser);
  ctx.makeAccounts();
  for (const file of modules(words)) {
    console.log('== ' + file);
    await ctx.test(file + ' runs to its end', async () => require(path.join(__dirname, file))(browser, ctx));
    await ctx.closeAll();
  }
  if (words.length === 0)
    await rows.check(ctx);
  await browser.close();
  for (const name of ctx.failures) console.log('failed: ' + name);
  console.log(ctx.passed + ' passed, ' + ctx.failures.length + ' failed');
  process.exitCode = ctx.failures.length > 0 || ctx.passed === 0 ? 1 : 0;
}

main().catch(e => { console.log(e.stack); console.log('0 passed, 1 failed'); process.exit(1); });
