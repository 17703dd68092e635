import { expect } from 'chai';
import fc from 'fast-check';
import { DomainError } from '../../src/errors.js';
import { applyEffect } from '../../src/lots/balance.js';
import { isMoving, type Effect, type MovingEffect } from '../../src/lots/effects.js';
import { type Lot } from '../../src/lots/lot.model.js';
import { type LotState } from '../../src/lots/lot-state.js';
import { flowsIn, flowsOut, keepBook } from '../../src/mass-balance/book.js';
import { type Entry } from '../../src/mass-balance/entries.js';

const lot = 'p/DONG/10/L1';
const organizations = ['hoa', 'binh'];
const at = (hour: number) => new Date(Date.UTC(2026, 9, 2, hour));

const moving = {
  lot: fc.constant(lot),
  organization: fc.constantFrom(...organizations),
  quantity: fc.integer({ min: 1, max: 400 }),
  uom: fc.constant('KGM' as const),
};
const shipment = fc.constantFrom('S1', 'S2');
const step: fc.Arbitrary<MovingEffect> = fc.oneof(
  fc.record({ kind: fc.constantFrom('consume' as const, 'sell' as const, 'destroy' as const), ...moving }),
  fc.record({ kind: fc.constant('ship' as const), ...moving, to: moving.organization, shipment }),
  fc.record({ kind: fc.constant('receive' as const), ...moving, missing: fc.integer({ min: 0, max: 50 }), shipment }),
);

/** A history as the store would have it: what the balance refuses never happened. An hour from one to the next. */
function live(steps: MovingEffect[]): { entries: Entry[]; lots: Lot[] } {
  const start: Effect = {
    kind: 'produce',
    lot,
    organization: 'hoa',
    quantity: 1000,
    uom: 'KGM',
    parents: [],
    expiresOn: null,
  };
  let state: LotState | null = null;
  const entries: Entry[] = [];
  for (const effect of [start, ...steps]) {
    const time = at(entries.length);
    try {
      const moment = { eventID: `ni:${entries.length}`, eventTime: time.toISOString(), day: '2026-10-02' };
      state = applyEffect(state, effect, moment, () => []);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      continue;
    }
    if (isMoving(effect))
      entries.push({ event: {} as Entry['event'], step: null, time, organization: '', effects: [effect] });
  }
  return { entries, lots: [{ _id: lot, ...state } as Lot] };
}

describe('the book of goods', () => {
  const periods = fc.record({
    from: fc.option(fc.nat(12), { nil: undefined }),
    to: fc.option(fc.nat(12), { nil: undefined }),
  });

  it('adds up for everybody and for all together, in any period, and stock goes over from period to period', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), periods, (steps, { from, to }) => {
        const { entries, lots } = live(steps);
        for (const organization of [undefined, ...organizations]) {
          const keep = (begin?: number, end?: number) =>
            keepBook(
              entries,
              lots,
              { from: begin === undefined ? undefined : at(begin), to: end === undefined ? undefined : at(end) },
              { organization },
            )[0];
          const account = keep(from, from === undefined || to === undefined ? to : Math.max(from, to));
          if (!account) continue;
          const sum = (names: readonly (typeof flowsIn | typeof flowsOut)[number][]) =>
            names.reduce((total, flow) => total + account[flow], 0);
          expect(account.opening + sum(flowsIn)).to.equal(sum(flowsOut) + account.closing);
          expect(account.opening).to.be.at.least(0);
          if (from === undefined) expect(account.opening).to.equal(0);
          if (from !== undefined) expect(keep(undefined, from)?.closing ?? 0).to.equal(account.opening);
        }
      }),
      { numRuns: 300 },
    );
  });
});
