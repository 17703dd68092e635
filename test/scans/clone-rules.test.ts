import { expect } from 'chai';
import fc from 'fast-check';
import {
  cloneRules,
  ruleNames,
  suspicionsOf,
  type Life,
  type Look,
  type RuleName,
} from '../../src/scans/clone-rules.js';
import { kilometresBetween, type Place } from '../../src/scans/place.js';

const noon = Date.parse('2026-11-24T05:00:00Z');
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A look `ago` milliseconds before noon; each from a network of its own unless told otherwise. */
function look(ago: number, place: Partial<Place> = {}, by: Partial<Look> = {}): Look {
  const reader = by.reader ?? `reader-${ago}`;
  return { at: new Date(noon - ago), country: 'VN', ...place, reader, network: `of ${reader}`, ...by };
}

const before = (milliseconds: number) => new Date(noon - milliseconds);
const rulesOf = (history: Look[], scan: Look = look(0), life: Life = {}) =>
  suspicionsOf(history, scan, life).map(({ rule }) => rule);
const factsOf = (rule: RuleName, history: Look[], scan: Look = look(0), life: Life = {}) =>
  suspicionsOf(history, scan, life).find((suspicion) => suspicion.rule === rule)?.facts;

const caoBang = { province: '04' };
const saigon = { province: '79' };

describe('the rules about copies', () => {
  const loud = new Set<RuleName>();
  const fires = (rule: RuleName, history: Look[], scan?: Look, life?: Life) => {
    expect(rulesOf(history, scan, life)).to.deep.equal([rule]);
    loud.add(rule);
  };
  const quiet = (history: Look[], scan?: Look, life?: Life) => expect(rulesOf(history, scan, life)).to.deep.equal([]);

  after('each has a case that fires', () => {
    expect([...loud]).to.have.members(ruleNames);
  });

  describe('too-far', () => {
    it('tells two places that nobody reaches in the time', () => {
      fires('too-far', [look(40 * minute, { country: 'US' })]);
      fires('too-far', [look(40 * minute, saigon)], look(0, caoBang));
      const facts = factsOf('too-far', [look(40 * minute, saigon)], look(0, caoBang));
      expect(facts).to.include({ from: 'VN-79', to: 'VN-04', minutes: 40 });
      expect(facts?.km).to.be.within(900, 1300); // 1,330 km less what two provinces extend
    });

    it('looks both ways in time, and names the earlier place first', () => {
      const later = look(-30 * minute, { country: 'DE' });
      expect(factsOf('too-far', [later])).to.include({ from: 'VN', to: 'DE', minutes: 30 });
    });

    it('believes a flight, a drive, a border and what is not known', () => {
      quiet([look(11 * hour, { country: 'DE' })]);
      quiet([look(3 * hour, saigon)], look(0, caoBang));
      quiet([look(minute, { province: '01' })], look(0, caoBang)); // the province next to the next
      quiet([look(minute, { country: 'CN' })], look(0, caoBang)); // a Chinese telephone at the border
      quiet([look(minute, { country: null })], look(0, caoBang));
      quiet([look(minute, { country: 'XX' })], look(0, caoBang));
      quiet([look(minute)], look(0, caoBang)); // somewhere in Vietnam may be here
    });

    it('believes one address, whichever province it picks', () => {
      quiet([look(minute, saigon, { reader: 'home' })], look(0, caoBang, { reader: 'home' }));
    });

    it('needs more than the speed of an aeroplane', () => {
      const from: Place = { country: 'US' };
      const km = kilometresBetween(from, { country: 'VN' }) ?? 0;
      const flight = (km / cloneRules['too-far'].mostKmPerHour) * hour;
      fires('too-far', [look(Math.floor(flight) - minute, from)]);
      quiet([look(Math.ceil(flight), from)]);
    });
  });

  describe('many-places', () => {
    const stops = ['04', '20', '01', '33'].map((province, index) => look((4 - index) * 5 * hour, { province }));

    it('tells more than three places in a day, by name', () => {
      fires('many-places', stops.slice(0, 3), look(0, { province: '38' }));
      expect(factsOf('many-places', stops.slice(0, 3), look(0, { province: '38' }))).to.deep.equal({
        count: 4,
        hours: 24,
        places: ['VN-04', 'VN-20', 'VN-01', 'VN-38'],
      });
    });

    it('believes a journey through three places, and a longer one on several days', () => {
      quiet(stops.slice(0, 2), look(0, { province: '38' }));
      quiet([look(30 * hour, { province: '96' }), ...stops.slice(1, 3)], look(0, { province: '38' }));
    });

    it('believes one address, whatever it picks', () => {
      quiet(
        stops.map((each) => ({ ...each, reader: 'home' })),
        look(0, { province: '38' }, { reader: 'home' }),
      );
    });

    it('counts a country only where nothing finer of it is known', () => {
      quiet([look(3 * hour), ...stops.slice(1, 3)], look(0, { province: '38' }));
    });
  });

  describe('many-networks', () => {
    const crowd = (count: number) => Array.from({ length: count }, (_, index) => look((index + 1) * 30 * minute));

    it('tells a label that twenty networks scanned in a day', () => {
      fires('many-networks', crowd(19));
      expect(factsOf('many-networks', crowd(19))).to.deep.equal({ count: 20, hours: 24 });
    });

    it('believes a shop where some look, and many telephones behind one address', () => {
      quiet(crowd(18));
      const mobile = Array.from({ length: 28 }, (_, index) => look(index * minute, {}, { reader: 'mast' }));
      quiet(mobile, look(0, {}, { reader: 'mast' }));
      quiet(crowd(30).map((each) => ({ ...each, network: null })));
    });
  });

  describe('burst', () => {
    const robot = (count: number, apart: number) =>
      Array.from({ length: count }, (_, index) => look(index * apart, {}, { reader: `r${index}`, network: 'one' }));
    const own = look(0, {}, { network: 'one' });

    it('tells thirty scans of a network in ten minutes', () => {
      fires('burst', robot(29, 10_000), own);
      expect(factsOf('burst', robot(29, 10_000), own)).to.deep.equal({ count: 30, minutes: 10 });
    });

    it('believes a class of pupils, and the same number over a day', () => {
      quiet(robot(28, 10_000), own);
      quiet(robot(49, 20 * minute), own);
      quiet(
        robot(29, 10_000).map((each) => ({ ...each, network: null })),
        { ...own, network: null },
      );
    });
  });

  describe('before-applied', () => {
    const issuedAt = before(3 * day);

    it('tells a label that no package carries yet', () => {
      fires('before-applied', [], look(0), { issuedAt, appliedAt: null });
      fires('before-applied', [], look(0), { issuedAt, appliedAt: before(-hour) });
    });

    it('believes who tries a fresh print, a label on its package, and a producer who records nothing of it', () => {
      quiet([], look(0), { issuedAt: before(23 * hour), appliedAt: null });
      quiet([], look(0), { issuedAt, appliedAt: before(hour) });
      quiet([], look(0), { issuedAt });
    });
  });

  describe('unbound', () => {
    const unboundSince = before(40 * day);

    it('tells a blank label that two have scanned and no lot has taken', () => {
      fires('unbound', [look(2 * day)], look(0), { unboundSince });
      expect(factsOf('unbound', [look(2 * day), look(day)], look(0), { unboundSince })).to.deep.equal({
        count: 3,
        date: unboundSince.toISOString(),
      });
    });

    it('believes who tries one that lies ready, however often, a fresh print that many look at, and one in use', () => {
      quiet([], look(0), { unboundSince });
      const worker = [1, 2, 3].map((hours) => look(hours * hour, {}, { reader: 'worker' }));
      quiet(worker, look(0, {}, { reader: 'worker' }), { unboundSince });
      quiet([look(hour), look(2 * hour), look(3 * hour)], look(0), { unboundSince: before(23 * hour) });
      quiet([look(30 * hour)], look(0), { unboundSince: before(40 * hour) }); // that one was of the first day
      quiet([look(2 * day)], look(0), {});
    });
  });

  describe('after-sold', () => {
    it('tells a package that was sold long ago', () => {
      fires('after-sold', [], look(0), { soldAt: before(91 * day) });
      const facts = { date: before(91 * day).toISOString(), days: 91 };
      expect(factsOf('after-sold', [], look(0), { soldAt: before(91 * day) })).to.deep.equal(facts);
    });

    it('believes a buyer who looks again at home', () => {
      quiet([], look(0), { soldAt: before(60 * day) });
    });
  });

  describe('void and recalled', () => {
    it('tell a label that should be gone', () => {
      fires('void', [], look(0), { voidedAt: before(minute) });
      fires('recalled', [], look(0), { recalledAt: before(8 * day) });
    });

    it('believe a scan before it was void, and everybody who looks at the news of a recall', () => {
      quiet([], look(0), { voidedAt: before(-minute) });
      quiet([], look(0), { recalledAt: before(6 * day) });
    });
  });

  describe('not-issued and sealed-not-issued', () => {
    const unissued = { number: 4711, issued: 20, isSealed: false };
    const tries = [1, 2].map((hours) => look(hours * hour, {}, { verdict: 'not-issued' }));

    it('tell serials that are tried, and a seal that fits where nothing was issued', () => {
      fires('not-issued', tries, look(0), { unissued });
      expect(factsOf('not-issued', tries, look(0), { unissued })).to.include({ count: 3, number: 4711, issued: 20 });
      fires('sealed-not-issued', [], look(0), { unissued: { ...unissued, isSealed: true } });
    });

    it('believe who mistypes a digit, once and again', () => {
      quiet(tries.slice(1), look(0), { unissued });
      quiet(
        tries.map((each) => ({ ...each, verdict: 'not-genuine' })),
        look(0),
        { unissued },
      );
    });
  });

  it('never accuse a family that scans up to ten times from its network in a day', () => {
    const family = fc.record({
      ago: fc.array(fc.integer({ min: 0, max: day - 1 }), { minLength: 0, maxLength: 9 }),
      country: fc.constantFrom('VN', 'US', null),
      picked: fc.array(fc.constantFrom('04', '79', null), { minLength: 10, maxLength: 10 }),
    });
    fc.assert(
      fc.property(family, ({ ago, country, picked }) => {
        const at = (each: number, index: number) =>
          look(each, { country, province: picked[index] ?? null }, { reader: 'home' });
        return rulesOf(ago.map(at), at(0, 9)).length === 0;
      }),
    );
  });
});
