// What an operator asks about a docket and the daemons of the pages.
module.exports = async (browser, ctx) => {
  const { must, test } = ctx;

  await test('P0-41 doctor and trace: one command each, without a child in it', async () => {
    const filed = ctx.file();
    const trace = ctx.xueji('qian', ['trace', filed.docket]);
    must(trace.includes('filed') && trace.includes(filed.docket), trace);
    const doctor = ctx.xueji('qian', ['doctor']);
    for (const place of ['schoold', 'countyd', 'provinced', 'ministryd'])
      must(doctor.includes(place) || doctor.includes(place.replace(/d$/, '')), place + ' is not there: ' + doctor);
    must(!doctor.includes(filed.number) && !doctor.includes(filed.name), 'a child stands there');
  });
};
