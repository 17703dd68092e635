import { expect } from 'chai';
import { captureSamples, eventsIn, foreignEvent, post, remove } from '../support/epcis.js';
import { startWorld, type World } from '../support/world.js';

describe('pages of events', () => {
  let world: World;
  const count = 25;
  before(async () => {
    world = await startWorld();
    await captureSamples(world, count);
  });
  after(() => world.stop());

  /** Follows `Link` to the last page. */
  async function walk(path: string, who = world.as.hoa): Promise<string[][]> {
    const pages: string[][] = [];
    for (let next: string | undefined = path; next;) {
      const res = await who.get(next);
      pages.push(eventsIn(res).map(({ eventID }) => String(eventID)));
      next = /^<(.+)>; rel="next"$/.exec(res.headers.link ?? '')?.[1];
      expect(Boolean(next)).to.equal(res.headers['gs1-next-page-token-expires'] !== undefined);
    }
    return pages;
  }

  it('give pages that follow one another, each event once, in the order asked for', async () => {
    const place = 'EQ_bizLocation=https://example.org/yard/1';
    for (const order of ['', '&orderBy=eventTime', '&orderBy=eventTime&orderDirection=ASC', '&orderBy=recordTime']) {
      const pages = await walk(`/epcis/events?${place}&perPage=10${order}`);
      expect(pages.map(({ length }) => length)).to.deep.equal([10, 10, 5]);
      expect(new Set(pages.flat()).size).to.equal(count);
    }
    const res = await world.as.hoa.get(`/epcis/events?${place}&perPage=100&orderBy=eventTime`);
    const times = eventsIn(res).map(({ eventTime }) => String(eventTime));
    expect(times).to.deep.equal(times.toSorted().reverse());
    expect((await walk(`/epcis/events?${place}&perPage=100`)).map(({ length }) => length)).to.deep.equal([count]);
    const first = await walk(`/epcis/events?${place}&perPage=4&orderBy=eventTime&eventCountLimit=9`);
    expect(first.map(({ length }) => length)).to.deep.equal([4, 4, 1]);
  });

  it('follow one another in the order of an extension: numbers by value, then texts, then events without it', async () => {
    const ranks = ['b', 9, undefined, 10, 'B', '2026-10-02T00:00:00Z', 9.5, 'ä'];
    for (const [index, rank] of ranks.entries()) {
      const eventID = `urn:example:rank:${index}`;
      await post(world.as.hoa, foreignEvent({ eventID, 'example:rank': rank, 'example:ranked': 'yes' }));
    }
    const inOrder = async (order: string) => {
      const pages = await walk(`/epcis/events?EQ_example:ranked=yes&perPage=3&${order}`);
      expect(pages.map(({ length }) => length)).to.deep.equal([3, 3, 2]);
      return pages.flat().map((eventID) => ranks[Number(eventID.split(':').at(-1))]);
    };
    const rising = [9, 9.5, 10, '2026-10-02T00:00:00Z', 'B', 'b', 'ä'];
    expect(await inOrder('orderBy=example:rank&orderDirection=ASC')).to.deep.equal([...rising, undefined]);
    const inFull = encodeURIComponent('http://ns.example.com/epcis/#rank');
    expect(await inOrder(`orderBy=${inFull}`)).to.deep.equal([...rising.toReversed(), undefined]);
    const most = await walk('/epcis/events?EQ_example:ranked=yes&orderBy=example:rank&eventCountLimit=2&perPage=1');
    expect(most).to.deep.equal([['urn:example:rank:7'], ['urn:example:rank:0']]);
  });

  it('take a page token only for the query and the reader it was given for', async () => {
    const res = await world.as.hoa.get('/epcis/events?perPage=2');
    const next = /^<(.+)>/.exec(res.headers.link as string)?.[1] ?? '';
    const token = new URLSearchParams(next.split('?')[1]).get('nextPageToken') ?? '';
    for (const [who, path] of [
      ['minh', next],
      ['hoa', `${next}&EQ_action=ADD`],
      ['hoa', `/epcis/events?perPage=2&nextPageToken=${token.slice(0, -2)}xx`],
      ['hoa', '/epcis/events?nextPageToken=x'],
    ] as const) {
      const refused = await world.as[who].get(path);
      expect(refused.body, path).to.include({ status: 400, type: 'epcisException:QueryParameterException' });
    }
  });

  it('take no page token that was withdrawn', async () => {
    const res = await world.as.hoa.get('/epcis/events?perPage=2');
    const next = /^<(.+)>/.exec(res.headers.link as string)?.[1] ?? '';
    const token = new URLSearchParams(next.split('?')[1]).get('nextPageToken') ?? '';
    expect((await world.as.hoa.get(next)).status).to.equal(200);
    for (let turn = 0; turn < 2; turn++) {
      expect((await remove(world, 'hoa', `/epcis/nextPageToken/${token}`)).status).to.equal(204);
    }
    const refused = await world.as.hoa.get(next);
    expect(refused.body).to.include({ status: 400, type: 'epcisException:QueryParameterException' });
    const unknown = await remove(world, 'hoa', `/epcis/nextPageToken/${token}x`);
    expect(unknown.body).to.include({ status: 404, type: 'epcisException:NoSuchResourceException' });
  });

  it('refuse what is no parameter or does not fit one', async () => {
    for (const query of [
      'EQ_bizStp=shipping',
      'eq_bizStep=shipping',
      'EQ_action=MOVE',
      'GE_eventTime=yesterday',
      'GE_quantity=many',
      'GE_quantity=1|2',
      'EQ_example=1',
      'HASATTR_example:x=y',
      'orderBy=bizStep',
      'orderDirection=UP',
      'eventCountLimit=3',
      'eventCountLimit=0&orderBy=eventTime',
      'eventCountLimit=1&orderBy=eventTime&maxEventCount=1',
      'perPage=0',
      'EQ_bizStep=',
      'EQ_booleanValue=perhaps',
      'EXISTS_errorDeclaration=7',
      `EQ_bizStep=${'a|'.repeat(101)}a`,
    ]) {
      const res = await world.as.hoa.get(`/epcis/events?${query}`);
      expect(res.body, query).to.include({ status: 400, type: 'epcisException:QueryParameterException' });
    }
    const many = await world.as.hoa.get('/epcis/events?maxEventCount=10');
    expect(many.body).to.include({ status: 413, type: 'epcisException:QueryTooLargeException' });
    expect((await world.as.hoa.get('/epcis/events?maxEventCount=100')).status).to.equal(200);
    expect((await world.as.hoa.get('/epcis/events?EXISTS_errorDeclaration=false')).status).to.equal(200);
  });

  it('find by record time and by eventID', async () => {
    const [event] = eventsIn(await world.as.hoa.get('/epcis/events?EQ_eventID=urn:example:05'));
    const at = encodeURIComponent(String(event?.recordTime));
    const ids = async (query: string) => (await walk(`/epcis/events?perPage=100&${query}`)).flat();
    expect(await ids(`GE_recordTime=${at}`)).to.include('urn:example:05');
    expect(await ids(`LT_recordTime=${at}`)).not.to.include('urn:example:05');
    expect(await ids('GE_recordTime=2099-01-01T00:00:00+07:00')).to.deep.equal([]); // a + that was not encoded
  });
});
