import { expect } from 'chai';
import fc from 'fast-check';
import { DomainError } from '../../src/errors.js';
import { applyEffect, imbalance } from '../../src/lots/balance.js';
import { type LotState } from '../../src/lots/lot-state.js';
import { type Effect } from '../../src/lots/effects.js';

const lot = 'p/DONG/10/L1';
const organizations = ['hoa', 'binh', 'chi'];
const moment = (second = 0) => ({
  eventID: `ni:${second}`,
  eventTime: new Date(Date.UTC(2026, 9, 2) + second * 1000).toISOString(),
  day: '2026-10-02',
});
const noAncestors = () => [];

const organization = fc.constantFrom(...organizations);
const amount = fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 1_000_000_000_000 }));
const moving = { lot: fc.constant(lot), organization, quantity: amount, uom: fc.constant('KGM' as const) };
const set = fc.constantFrom('c/1', 'c/2');
const shipment = fc.constantFrom('S1', 'S2', 'S3');
const effectOfKind = {
  consume: fc.record({ kind: fc.constant('consume' as const), ...moving }),
  sell: fc.record({ kind: fc.constant('sell' as const), ...moving }),
  destroy: fc.record({ kind: fc.constant('destroy' as const), ...moving }),
  ship: fc.record({ kind: fc.constant('ship' as const), ...moving, to: organization, shipment }),
  receive: fc.record({ kind: fc.constant('receive' as const), ...moving, missing: amount, shipment }),
  enclose: fc.record({ kind: fc.constantFrom('enclose' as const, 'unpack' as const), ...moving, set }),
  ofSet: fc.record({ kind: fc.constant('sell' as const), ...moving, set }),
  flag: fc.record({ kind: fc.constantFrom('hold' as const, 'release' as const, 'inspect' as const), lot: moving.lot }),
};
const { flag, ...movingKinds } = effectOfKind;
const effect: fc.Arbitrary<Effect> = fc.oneof(
  ...Object.values(movingKinds).map((arbitrary) => ({ weight: 6, arbitrary })),
  { weight: 1, arbitrary: flag },
);
const produced = fc.integer({ min: 1, max: 1_000_000_000_000 });

function open(quantity: number): LotState {
  const parents = { parents: [], expiresOn: null };
  const start = { kind: 'produce', lot, organization: 'hoa', quantity, uom: 'KGM', ...parents } as const;
  return applyEffect(null, start, moment(), noAncestors);
}

/** The state after an effect, or the refusal. */
function attempt(state: LotState, next: Effect, second = 0): LotState | DomainError {
  try {
    return applyEffect(state, next, moment(second), noAncestors);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function quantitiesOf(state: LotState): number[] {
  const { onHand, inTransit, consumed, sold, destroyed, lost } = state;
  return [...onHand, ...inTransit].map(({ quantity }) => quantity).concat(consumed, sold, destroyed, lost);
}

/** Amounts up to what there is, so that most steps are taken. */
function fitting(state: LotState, wish: Effect, share: number): Effect {
  if (!('quantity' in wish)) return wish;
  if (wish.kind === 'receive') {
    const sent = state.inTransit.find((entry) => entry.shipment === wish.shipment && entry.to === wish.organization);
    const quantity = Math.floor((sent?.quantity ?? 0) * share);
    return { ...wish, quantity, missing: share > 0.7 ? (sent?.quantity ?? 0) - quantity : 0 };
  }
  if (wish.kind === 'unpack' || ('set' in wish && wish.kind === 'sell')) {
    const packed = state.inSets?.find((entry) => entry.set === wish.set && entry.organization === wish.organization);
    return { ...wish, quantity: packed?.quantity ?? 0 };
  }
  const held = state.onHand.find((entry) => entry.organization === wish.organization)?.quantity ?? 0;
  return { ...wish, quantity: Math.ceil(held * share) };
}

describe('the balance of a lot', () => {
  it('adds up after every sequence of steps, and no quantity is ever below zero', () => {
    let taken = 0;
    const step = fc.record({ wish: effect, share: fc.double({ min: 0, max: 1, noNaN: true }), fits: fc.boolean() });
    fc.assert(
      fc.property(produced, fc.array(step, { maxLength: 60, size: 'max' }), (quantity, steps) => {
        let state = open(quantity);
        for (const [index, { wish, share, fits }] of steps.entries()) {
          const before = structuredClone(state);
          const after = attempt(state, fits ? fitting(state, wish, share) : wish, index);
          expect(state, 'the state before is left alone').to.deep.equal(before);
          if (after instanceof DomainError) continue;
          taken++;
          state = after;
          expect(imbalance(state)).to.equal(0);
          expect(state.produced).to.equal(quantity);
          expect(Math.min(...quantitiesOf(state))).to.be.at.least(0);
          expect(quantitiesOf(state).every(Number.isSafeInteger)).to.equal(true);
          for (const each of organizations) {
            const own = (entries: { organization: string; quantity: number }[] = []) =>
              entries.reduce((sum, entry) => sum + (entry.organization === each ? entry.quantity : 0), 0);
            expect(own(state.inSets), 'no more is packed than there is').to.be.at.most(own(state.onHand));
          }
        }
      }),
      { numRuns: 500 },
    );
    expect(taken, 'the property says nothing when every step is refused').to.be.above(2000);
  });

  it('takes exactly what is on hand, and tells how much more was wanted', () => {
    fc.assert(
      fc.property(produced, fc.integer({ min: 1, max: 1_000_000 }), (quantity, excess) => {
        const sell = { kind: 'sell', lot, organization: 'hoa', uom: 'KGM' } as const;
        const refusal = attempt(open(quantity), { ...sell, quantity: quantity + excess });
        expect(refusal).to.have.property('code', 'insufficient-quantity');
        expect(refusal).to.have.nested.property('params.missing', excess / 1000);
        expect(refusal).to.have.nested.property('params.onHand', quantity / 1000);
        expect(attempt(open(quantity), { ...sell, quantity })).to.include({ sold: quantity });
      }),
    );
  });

  it('keeps what is packed in a set for the set alone', () => {
    const of = { lot, organization: 'hoa', uom: 'KGM' } as const;
    const packed = attempt(open(1000), { ...of, kind: 'enclose', quantity: 700, set: 'c/1' }) as LotState;
    expect(packed).to.deep.include({ onHand: [{ organization: 'hoa', quantity: 1000 }], sold: 0 });
    const refusal = attempt(packed, { ...of, kind: 'sell', quantity: 400 });
    expect(refusal).to.have.property('code', 'packed-in-sets');
    expect(refusal).to.have.deep.property('params', { lot, missing: 0.1, onHand: 1, inSets: 0.7, unit: 'KGM' });
    const again = attempt(packed, { ...of, kind: 'enclose', quantity: 301, set: 'c/2' });
    expect(again).to.have.property('code', 'packed-in-sets');
    expect(attempt(packed, { ...of, kind: 'sell', quantity: 300 })).to.include({ sold: 300 });
    expect(attempt(packed, { ...of, kind: 'sell', quantity: 700, set: 'c/1' })).to.deep.include({
      sold: 700,
      inSets: [],
    });
    expect(attempt(packed, { ...of, kind: 'sell', quantity: 600, set: 'c/1' })).to.have.property('code', 'wrong-state');
    expect(attempt(packed, { ...of, kind: 'unpack', quantity: 700, set: 'c/2' })).to.have.property(
      'code',
      'wrong-state',
    );
    const held = attempt(packed, { kind: 'hold', lot }) as LotState;
    expect(attempt(held, { ...of, kind: 'unpack', quantity: 700, set: 'c/1' })).to.deep.include({ inSets: [] });
  });

  it('gives nobody what another one holds', () => {
    const theirs = attempt(open(10), { kind: 'sell', lot, organization: 'binh', quantity: 1, uom: 'KGM' });
    expect(theirs).to.have.nested.property('params.onHand', 0);
  });

  it('receives no more than was sent, in the unit it was sent in, and only where it was sent', () => {
    const ship = {
      kind: 'ship',
      lot,
      organization: 'hoa',
      to: 'binh',
      shipment: 'S',
      quantity: 600,
      uom: 'KGM',
    } as const;
    const sent = attempt(open(1000), ship) as LotState;
    const receive = { kind: 'receive', lot, organization: 'binh', shipment: 'S', uom: 'KGM' } as const;
    const codeOf = (change: object) => attempt(sent, { ...receive, quantity: 600, missing: 0, ...change });
    expect(codeOf({ missing: 1 })).to.have.property('code', 'more-than-sent');
    expect(codeOf({ missing: 1 })).to.have.nested.property('params.excess', 0.001);
    expect(codeOf({ uom: 'GRM' })).to.have.property('code', 'wrong-unit');
    expect(codeOf({ organization: 'chi' })).to.have.property('code', 'not-sent');
    expect(codeOf({ shipment: 'T' })).to.have.property('code', 'not-sent');
    expect(codeOf({ quantity: 500, missing: 100 })).to.deep.include({ lost: 100, inTransit: [] });
  });

  it('keeps a held, recalled or expired lot where it is', () => {
    const sell = { kind: 'sell', lot, organization: 'hoa', quantity: 1, uom: 'KGM' } as const;
    const held = attempt(open(10), { kind: 'hold', lot }) as LotState;
    const recalled = attempt(held, { kind: 'recall', lot }) as LotState;
    expect(attempt(held, sell)).to.have.property('code', 'lot-held');
    expect(attempt(recalled, sell)).to.have.property('code', 'lot-recalled');
    expect(attempt({ ...open(10), expiresOn: '2026-10-01' }, sell)).to.have.property('code', 'lot-expired');
    expect(attempt({ ...open(10), expiresOn: '2026-10-02' }, sell)).to.have.property('sold', 1);
    expect(attempt(attempt(held, { kind: 'release', lot }) as LotState, sell)).to.have.property('sold', 1);
  });

  it('opens a lot once and knows nothing before it', () => {
    const more = { kind: 'produce', lot, organization: 'hoa', quantity: 5, uom: 'KGM', expiresOn: null } as const;
    expect(attempt(open(10), { ...more, parents: [] })).to.have.property('code', 'lot-exists');
    expect(attempt(open(10), { kind: 'inspect', lot }, -1)).to.have.property('code', 'event-before-lot');
    expect(() => applyEffect(null, { kind: 'inspect', lot }, moment(), noAncestors)).to.throw(/^not-found/);
    expect(() => applyEffect(null, { ...more, parents: [lot] }, moment(), noAncestors)).to.throw(/^lot-in-itself/);
  });

  it('collects the ancestors of all parents, each once', () => {
    const ancestors: Record<string, string[]> = { b: ['a', 'z'], c: ['a'] };
    const mixed = { kind: 'produce', lot, organization: 'hoa', quantity: 5, uom: 'KGM', expiresOn: null } as const;
    const state = applyEffect(null, { ...mixed, parents: ['c', 'b', 'c'] }, moment(), (lot) => ancestors[lot] ?? []);
    expect(state.parents).to.deep.equal(['b', 'c']);
    expect(state.ancestors).to.deep.equal(['a', 'b', 'c', 'z']);
  });
});
