// Holds rows.md against what ran: every feature without which the console is of no use has a test
// named after it, or is said to be missing and why.
const fs = require('fs');
const path = require('path');

const P0 = [...Array(19).keys()].map(i => i + 1).concat(22, 36, 39, 41, 42)
  .map(n => 'P0-' + String(n).padStart(2, '0'));

function read() {
  return fs.readFileSync(path.join(__dirname, '..', 'rows.md'), 'utf8').split('\n')
    .filter(l => l.startsWith('| P0-')).map(l => l.split('|').map(c => c.trim()))
    .map(([, row, feature, how, what]) => ({ row, feature, how, what }));
}

// What is wrong with a line, or nothing.
function wrong(line, ran) {
  if (line.how === 'missing')
    return line.what.length > 10 ? '' : 'no reason is given';
  if (line.how === 'here')
    return line.what.startsWith(line.row + ' ') && ran.has(line.what) ? '' : 'no such test ran: ' + line.what;
  const [file, name] = line.what.split(': ');
  return fs.existsSync(file) && fs.readFileSync(file, 'utf8').includes(name) ? ''
    : 'it is not there: ' + line.what;
}

async function check(ctx) {
  const lines = read();
  for (const row of P0)
    await ctx.test('rows.md knows ' + row, async () => {
      const own = lines.filter(l => l.row === row);
      ctx.must(own.length > 0, 'no line');
      for (const line of own) ctx.must(wrong(line, ctx.ran) === '', wrong(line, ctx.ran));
    });
  await ctx.test('every test that is named after a row stands in rows.md', async () => {
    for (const name of ctx.ran)
      ctx.must(!/^P0-\d\d /.test(name) || lines.some(l => l.what === name), 'not there: ' + name);
  });
  const missing = lines.filter(l => l.how === 'missing');
  for (const l of missing) console.log('missing: ' + l.row + ' ' + l.feature + ': ' + l.what);
  console.log(missing.length + ' parts of rows missing of ' + P0.length + ' rows');
}

module.exports = { check, wrong };
