import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { type EpcisEvent } from '../../src/epcis/vocabulary.js';
import { readerTerm } from '../../src/events/event-terms.js';
import { Events, type StoredEvent } from '../../src/events/event.model.js';
import { findEvents, readableQuery, spansOf } from '../../src/events/epcis/find-events.js';
import { type Position } from '../../src/events/epcis/page-token.js';
import { readQuery, type Query } from '../../src/events/epcis/query.js';
import { LogEntries, LogHeads } from '../../src/ledger/log.model.js';
import { startWorld, type World } from '../support/world.js';

const start = Date.UTC(2026, 0, 1);

/** Recorded ten at a time, some at one moment with more than a span has; they happened at any time of a month. */
function eventOf(index: number): StoredEvent {
  const _id = randomUUID();
  const recordTime = new Date(start + (index > 400 && index < 800 ? 40 : Math.floor(index / 10)) * 1000);
  const eventTime = new Date(start + ((index * 7919) % 720) * 3_600_000);
  const event = { type: 'ObjectEvent', action: 'OBSERVE', eventID: _id, eventTime: eventTime.toISOString() };
  const organization = index % 50 === 0 ? 'org-hoa' : 'org-binh';
  const terms = ['eventType=ObjectEvent', readerTerm(organization)];
  const rest = { context: null, bizStep: null, lots: [], versions: [], organization, actor: 'a', request: _id };
  return {
    _id,
    event: event as unknown as EpcisEvent,
    eventTime,
    recordTime,
    terms,
    ...rest,
  } as unknown as StoredEvent;
}

describe('events asked for without a narrow condition', () => {
  let world: World;
  const events = Array.from({ length: 1_300 }, (_, index) => eventOf(index));
  before(async () => {
    world = await startWorld();
    await Events.collection.insertMany(events as never[]);
    const placed = events.slice(0, 1_250); // the others wait
    await LogEntries.insertMany(placed.map(({ _id }, at) => ({ _id: at, event: _id, commitment: randomBytes(32) })));
    const head = { vkey: 'k', root: randomBytes(32), checkpoint: 'none' };
    await LogHeads.create({ _id: 'log', size: placed.length, ...head });
  });
  after(() => world.stop());

  const allPages = async (query: Query) => {
    const found: string[] = [];
    for (let [after, more]: [Position | null, boolean] = [null, true]; more;) {
      const page = await findEvents(query, 100, after);
      found.push(...page.events.map(({ _id }) => _id));
      [after, more] = [page.next, page.next !== null];
    }
    return found;
  };
  const inOrder = ({ orderBy, descending }: Query, only: (event: StoredEvent) => boolean) => {
    const compare = (one: StoredEvent, other: StoredEvent) =>
      +one[orderBy] - +other[orderBy] || (one._id < other._id ? -1 : 1);
    const sorted = events
      .filter(only)
      .sort(compare)
      .map(({ _id }) => _id);
    return descending ? sorted.reverse() : sorted;
  };

  for (const orderBy of ['eventTime', 'recordTime']) {
    for (const direction of ['ASC', 'DESC']) {
      it(`come once each and in order by ${orderBy} ${direction}, page by page`, async () => {
        const query = readQuery(
          new Map([
            ['orderBy', [orderBy]],
            ['orderDirection', [direction]],
          ]),
        );
        expect((await spansOf(query, null)).length).to.be.greaterThan(3);
        expect(await allPages(query)).to.deep.equal(inOrder(query, () => true));
        const own = ({ organization }: StoredEvent) => organization === 'org-hoa';
        expect(await allPages(readableQuery(query, world.as.hoa.actor))).to.deep.equal(inOrder(query, own));
      });
    }
  }

  it('are cut at the times that are asked for', async () => {
    const [first, last] = [new Date(start + 200 * 3_600_000), new Date(start + 500 * 3_600_000)];
    const asked: [string, string[]][] = [
      ['GE_eventTime', [first.toISOString()]],
      ['LT_eventTime', [last.toISOString()]],
    ];
    for (const part of [asked, asked.slice(0, 1), asked.slice(1)]) {
      const query = readQuery(new Map([...part, ['orderBy', ['eventTime']]]));
      const isLate = ({ eventTime }: StoredEvent) => !part.includes(asked[0] as never) || eventTime >= first;
      const isEarly = ({ eventTime }: StoredEvent) => !part.includes(asked[1] as never) || eventTime < last;
      expect(await allPages(query)).to.deep.equal(inOrder(query, (event) => isLate(event) && isEarly(event)));
    }
  });
});
