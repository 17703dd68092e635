import { expect } from 'chai';
import { holding } from '../support/moves.js';
import { buildPackedLot, issueLabels, open, verdictOf, type PackedLot } from '../support/labelled.js';
import { record } from '../support/chain.js';
import { startWorld, type World } from '../support/world.js';

describe('issuing labels', () => {
  let world: World;
  let packed: PackedLot;
  before(async () => {
    world = await startWorld();
  });
  beforeEach(async () => {
    packed = await buildPackedLot(world);
  });
  after(() => world.stop());

  const issue = (who: 'hoa' | 'binh' | 'minh', lot: string, body: object, key?: string) =>
    world.as[who].post(`/api/lots/${lot}/labels`, body, key);

  it('gives the next serials of the lot, and links that open its page', async () => {
    const first = await issue('hoa', packed.lot, { count: 3 });
    expect(first.status, first.text).to.equal(201);
    expect(first.body).to.include({ from: 0, count: 3 });
    expect(first.get('Location')).to.equal(`/api/lots/${packed.lot}/labels`);
    expect((await issue('hoa', packed.lot, { count: 2 })).body).to.include({ from: 3, count: 2 });
    const { body } = await world.as.hoa.get(first.get('Location') ?? '');
    expect(body.issued).to.equal(5);
    expect(body.items.map(({ index }: { index: number }) => index)).to.deep.equal([0, 1, 2, 3, 4]);
    expect(new Set(body.items.map(({ serial }: { serial: string }) => serial)).size).to.equal(5);
    for (const { serial, compact, full } of body.items) {
      expect(serial).to.match(/^[0-9A-HJKMNP-TV-Z]{20}$/);
      expect(compact).to.equal(`http://nguon.test/${packed.lot}/21/${serial}`);
      expect(full.startsWith(`${compact}?s=`)).to.equal(true);
      expect(verdictOf(await open(world, compact))).to.equal('genuine');
      expect(verdictOf(await open(world, full))).to.equal('genuine');
    }
  });

  it('lists no label that was not issued', async () => {
    const items = await issueLabels(world, packed.lot, 3);
    const { body } = await world.as.hoa.get(`/api/lots/${packed.lot}/labels?from=2&count=10`);
    expect(body.items).to.have.length(1);
    expect(body.items[0]).to.include({ serial: items[2]?.serial });
    for (const query of ['from=-1', 'from=a', 'count=0', 'count=1001', 'count=1.5']) {
      expect((await world.as.hoa.get(`/api/lots/${packed.lot}/labels?${query}`)).status, query).to.equal(400);
    }
  });

  it('is an event in the history of the lot', async () => {
    await issue('hoa', packed.lot, { count: 3 });
    const { body } = await world.as.hoa.get(`/api/lots/${packed.lot}`);
    const event = body.events.find(({ bizStep }: { bizStep: string }) => bizStep === 'encoding');
    expect(event['nguon:labels']).to.include({ from: 0, count: 3 });
    expect(event.eventTimeZoneOffset).to.equal('+07:00');
    const page = await (await world.as.hoa.browser()).get(`/lots/${packed.lot}`);
    expect(page.text).to.include('Cấp tem').and.include(`/lots/${packed.lot}/labels`);
  });

  it('gives the same labels to the same request', async () => {
    const first = await issue('hoa', packed.lot, { count: 3 }, 'once');
    const again = await issue('hoa', packed.lot, { count: 3 }, 'once');
    expect(again.body).to.deep.equal(first.body);
    expect((await issue('hoa', packed.lot, { count: 4 }, 'once')).status).to.equal(422);
    expect((await world.as.hoa.get(`/api/lots/${packed.lot}/labels`)).body.issued).to.equal(3);
  });

  it('never gives a serial to two requests at once', async () => {
    const counts = [5, 1, 7, 2, 3, 4, 6, 8];
    const answers = await Promise.all(counts.map((count) => issue('hoa', packed.lot, { count })));
    expect(answers.map(({ status }) => status)).to.deep.equal(counts.map(() => 201));
    const runs = answers.map(({ body }) => body as { from: number; count: number });
    const next = runs
      .sort((one, other) => one.from - other.from)
      .reduce((end, { from, count }) => {
        expect(from).to.equal(end);
        return from + count;
      }, 0);
    expect(next).to.equal(36);
  });

  it('gives 100,000 at once as one event, and no more than four digits can tell apart', async function () {
    this.timeout(60_000);
    const events = await world.countEvents();
    const start = Date.now();
    expect((await issue('hoa', packed.lot, { count: 100_000 })).status).to.equal(201);
    expect(Date.now() - start).to.be.lessThan(2000);
    expect(await world.countEvents()).to.equal(events + 1);
    const { body } = await world.as.hoa.get(`/api/lots/${packed.lot}/labels?from=99999`);
    expect(verdictOf(await open(world, body.items[0].compact))).to.equal('genuine');
    for (let hundred = 2; hundred <= 10; hundred++) await issue('hoa', packed.lot, { count: 100_000 });
    const tooMany = await issue('hoa', packed.lot, { count: 50_000 });
    expect([tooMany.status, tooMany.body.code]).to.deep.equal([409, 'label-limit']);
    expect(tooMany.body.detail).to.include('48.576');
    expect((await issue('hoa', packed.lot, { count: 48_576 })).status).to.equal(201);
  });

  for (const count of [0, -1, 1.5, 'abc', '', null, 100_001, 1e12, '1e9', [1]]) {
    it(`refuses ${JSON.stringify(count)} of them`, async () => {
      const events = await world.countEvents();
      const res = await issue('hoa', packed.lot, { count });
      expect(res.status).to.equal(400);
      expect(res.body.errors.map(({ field }: { field: string }) => field)).to.deep.equal(['count']);
      expect(await world.countEvents()).to.equal(events);
    });
  }

  it('tells every fault, of unknown fields too', async () => {
    const res = await issue('hoa', packed.lot, { number: 5, eventTime: 'now' });
    const fields = res.body.errors.map(({ field }: { field: string }) => field);
    expect(fields).to.have.members(['count', 'eventTime', 'number']);
  });

  it('refuses a lot that is not packed, held or recalled', async () => {
    const bulk = await issue('hoa', packed.chain.lot, { count: 1 });
    expect([bulk.status, bulk.body.code]).to.deep.equal([409, 'not-packed']);
    await holding(world, packed.lot, 'unavailable');
    expect((await issue('hoa', packed.lot, { count: 1 })).body.code).to.equal('lot-held');
    await holding(world, packed.lot, 'available');
    expect((await issue('hoa', packed.lot, { count: 1 })).status).to.equal(201);
    await holding(world, packed.lot, 'recalled');
    const recalled = await issue('hoa', packed.lot, { count: 1 });
    expect([recalled.status, recalled.body.code]).to.deep.equal([409, 'lot-recalled']);
  });

  it('is the maker’s: a stranger, whoever received the lot and an inspector issue and print none', async () => {
    await issueLabels(world, packed.lot);
    const paths = ['', '/0.svg', '/sheet.pdf?template=L7160'].map((end) => `/lots/${packed.lot}/labels${end}`);
    const looks = async () => {
      for (const path of [...paths, `/api${paths[0]}`])
        expect((await world.as.binh.get(path)).status, path).to.equal(404);
      expect((await issue('binh', packed.lot, { count: 1 })).status).to.equal(404);
    };
    await looks();
    const quantity = 5;
    const body = {
      lot: packed.lot,
      quantity,
      from: packed.chain.facility._id,
      to: 'org-binh',
      eventTime: new Date().toISOString(),
    };
    await record(world, 'hoa', '/shipments', body);
    await looks();
    expect((await issue('minh', packed.lot, { count: 1 })).status).to.equal(403);
    expect((await world.stranger.get(`/api/lots/${packed.lot}/labels`)).status).to.equal(401);
    expect((await issue('hoa', `${packed.product.key}/10/NOWHERE`, { count: 1 })).status).to.equal(404);
  });

  describe('by form', () => {
    const path = () => `/lots/${packed.lot}/labels`;

    it('takes four taps from the page of the lot: print labels, issue, print, take the sheet', async () => {
      const browser = await world.as.hoa.browser();
      expect((await browser.get(`/lots/${packed.lot}`)).text).to.include(`href="${path()}"`);
      const form = await browser.get(path());
      expect(form.text).to.match(/name="count"[^>]*value="20"/);
      const issued = await browser.post(path(), { count: '20' });
      expect(issued.status).to.equal(303);
      expect(issued.get('Location')).to.equal(`${path()}#print`);
      const page = await browser.get(path());
      expect(page.text).to.include(`action="${path()}/prints"`).and.include('Tem 1–20');
      const chosen = [...page.text.matchAll(/<option value="([^"]+)" selected/g)].map(([, value]) => value);
      expect(chosen).to.deep.equal(['L7160', '1', 'vi']);
      const printed = await browser.post(`${path()}/prints`, { template: 'L7160', first: '1', startAt: '1' });
      expect(printed.status, printed.text).to.equal(303);
      const ready = await browser.get(printed.get('Location') ?? '');
      const address = /href="([^"]+sheet\.pdf[^"]*)"/.exec(ready.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const sheet = await browser.get(address.replaceAll('&#38;', '&'));
      expect([sheet.status, sheet.type]).to.deep.equal([200, 'application/pdf']);
    });

    it('takes a thousand as it is written in any language', async () => {
      const browser = await world.as.hoa.browser();
      for (const count of ['1.000', '1,000', '1 000'])
        expect((await browser.post(path(), { count })).status).to.equal(303);
      expect((await world.as.hoa.get(`/api${path()}`)).body.issued).to.equal(3000);
    });

    it('keeps what was typed, with the fault beside its field', async () => {
      const browser = await world.as.hoa.browser();
      for (const count of ['0', '1,5', 'abc', '100001']) {
        const { status, text } = await browser.post(path(), { count });
        expect(status, count).to.equal(400);
        expect(text).to.match(new RegExp(`name="count"[^>]*aria-invalid="true"[^>]*value="${count}"`));
        expect(text).to.include('id="error-count"');
      }
    });
  });
});
