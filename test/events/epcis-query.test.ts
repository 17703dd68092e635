/** Every parameter of the query language against a filter that reads the events themselves, one after the other. */
import { expect } from 'chai';
import fc from 'fast-check';
import { receivedEvent } from '../../src/epcis/event-schema.js';
import { captureReceived } from '../../src/events/capture.js';
import { parameters } from '../../src/events/epcis/parameters.js';
import { documentContext, eventsIn, type Json } from '../support/epcis.js';
import { someEvent } from '../support/epcis-events.js';
import { asked } from '../support/epcis-filter.js';
import { startWorld, type World } from '../support/world.js';

describe('querying events by parameters', () => {
  let world: World;
  let sent: Json[];
  before(async function () {
    this.timeout(60_000);
    world = await startWorld();
    sent = fc
      .sample(someEvent, { numRuns: 110, seed: 20261002 })
      .map((event, index) => ({ ...event, eventID: `urn:example:event:${index}` }));
    const received = sent.map((event) => ({ event: receivedEvent.parse(event), context: documentContext }));
    const outcomes = await captureReceived(received, world.by('hoa'));
    expect(outcomes.filter((outcome) => 'fault' in outcome)).to.deep.equal([]);
  });
  after(() => world.stop());

  async function found(asking: [string, string][]): Promise<string[]> {
    const query = new URLSearchParams([...asking, ['perPage', '500']]).toString();
    const res = await world.as.minh.get(`/epcis/events?${query}`);
    expect(res.status, `${query} ${res.text}`).to.equal(200);
    return eventsIn(res)
      .map(({ eventID }) => String(eventID))
      .sort();
  }
  const expected = (fits: (event: Json) => boolean) =>
    sent
      .filter(fits)
      .map(({ eventID }) => String(eventID))
      .sort();

  it('gives for each parameter what a plain filter gives', async function () {
    this.timeout(120_000);
    for (const arbitrary of asked) {
      const draws = fc.sample(arbitrary, { numRuns: 2, seed: 7 });
      for (const [name, value, fits] of draws) {
        expect(await found([[name, value]]), `${name}=${value}`).to.deep.equal(expected(fits));
      }
      expect(
        draws.some(([, , fits]) => expected(fits).length > 0),
        `${draws[0]?.[0]} finds something`,
      ).to.equal(true);
    }
  });

  it('gives for several together what meets all of them', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.tuple(fc.oneof(...asked), fc.oneof(...asked)), async (both) => {
        fc.pre(both[0][0] !== both[1][0]);
        const query = both.map(([name, value]): [string, string] => [name, value]);
        expect(await found(query)).to.deep.equal(expected((event) => both.every(([, , fits]) => fits(event))));
      }),
      { numRuns: 40 },
    );
  });

  it('has a case for every parameter of the table', () => {
    const names = asked.flatMap((arbitrary) => fc.sample(arbitrary, { numRuns: 25, seed: 3 }).map(([name]) => name));
    const isTried = (name: string) => {
      const pattern = new RegExp(`^${name.replace(/\{\w+\}/, '.+')}$`);
      return names.some((each) => pattern.test(each));
    };
    const elsewhere = /recordTime|EQ_eventID|errorDeclaration_Time|^(GT|GE|LT|LE|EXISTS)_INNER_|EQ_percRank/;
    const missing = parameters.map(({ name }) => name).filter((name) => !elsewhere.test(name) && !isTried(name));
    expect(missing).to.deep.equal([]);
  });
});
