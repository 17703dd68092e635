import { expect } from 'chai';
import fc from 'fast-check';
import { DomainError } from '../../src/errors.js';
import {
  addRun,
  applyStep,
  countLabels,
  faultsOfStep,
  labelStates,
  mostSegments,
  partsOf,
  type LabelRun,
  type LabelStatus,
  type LabelStep,
} from '../../src/lots/label-life.js';

/** One label by itself: what the segments stand for. */
interface Unit {
  state: LabelStatus;
  prints: number;
  voidedBy?: string;
}

const allowed: Record<LabelStep['step'], LabelStatus[]> = {
  print: ['issued', 'printed', 'applied'],
  apply: ['printed'],
  sell: ['printed', 'applied'],
  void: ['issued', 'printed', 'applied'],
};

/** The units after a step, or null where the rules forbid it for one of them. */
function stepUnits(units: Unit[], { step, from, count, hasReason }: LabelStep, eventID: string): Unit[] | null {
  const wanted = units.slice(from, from + count);
  if (wanted.length < count || !wanted.every(({ state }) => allowed[step].includes(state))) return null;
  if (!hasReason && (step === 'void' || (step === 'print' && wanted.some(({ prints }) => prints > 0)))) return null;
  return units.map((unit, index) => {
    if (index < from || index >= from + count) return unit;
    if (step === 'print') return { state: unit.state === 'issued' ? 'printed' : unit.state, prints: unit.prints + 1 };
    if (step === 'apply') return { ...unit, state: 'applied' };
    return step === 'sell' ? { ...unit, state: 'sold' } : { ...unit, state: 'void', voidedBy: eventID };
  });
}

function unitsOf(runs: LabelRun[]): Unit[] {
  return partsOf(runs, { from: 0, count: Infinity }).flatMap(({ count, state, prints, voidedBy }) =>
    Array.from({ length: count }, () => ({ state, prints, ...(voidedBy && { voidedBy }) })),
  );
}

const run = (from: number, count: number, more: object = {}) => ({ from, count, key: 'k', eventID: 'e', ...more });

function attempt(runs: LabelRun[], step: LabelStep, eventID = 'ni:1'): LabelRun[] | DomainError {
  try {
    return applyStep(runs, step, eventID);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

const step = (kind: LabelStep['step'], from: number, count: number, hasReason = true): LabelStep => ({
  ...{ step: kind, from, count, hasReason },
});

function after(runs: LabelRun[], ...steps: LabelStep[]): LabelRun[] {
  return steps.reduce((state, each, index) => applyStep(state, each, `ni:${index}`), runs);
}

const codesOf = (runs: LabelRun[], each: LabelStep) => faultsOfStep(runs, each).map(({ code }) => code);

describe('the life of labels', () => {
  it('is what each label by itself would have lived, and its counts add up', () => {
    const operation = fc.oneof(
      { weight: 1, arbitrary: fc.record({ issue: fc.integer({ min: 1, max: 12 }), isBlank: fc.boolean() }) },
      {
        weight: 8,
        arbitrary: fc.record({
          step: fc.constantFrom('print' as const, 'apply' as const, 'sell' as const, 'void' as const),
          from: fc.nat(40),
          count: fc.integer({ min: 1, max: 15 }),
          hasReason: fc.boolean(),
          fits: fc.boolean(),
        }),
      },
    );
    let taken = 0;
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60, size: 'max' }), (operations) => {
        let runs = [run(0, 8)];
        let units: Unit[] = unitsOf(runs);
        for (const [index, each] of operations.entries()) {
          if ('issue' in each) {
            runs = addRun(runs, run(units.length, each.issue, each.isBlank ? { blank: 3 } : {}), 'e');
            const unit: Unit = each.isBlank ? { state: 'printed', prints: 1 } : { state: 'issued', prints: 0 };
            units = [...units, ...Array.from({ length: each.issue }, () => unit)];
          } else {
            const old = structuredClone(runs);
            const wish = each.fits ? { ...each, from: each.from % units.length, count: 1 + (each.count % 3) } : each;
            const next = attempt(runs, wish, `ni:${index}`);
            const expected = stepUnits(units, wish, `ni:${index}`);
            expect(runs, 'the runs before are left alone').to.deep.equal(old);
            expect(next instanceof DomainError, JSON.stringify(wish)).to.equal(expected === null);
            expect(faultsOfStep(runs, wish).length === 0).to.equal(expected !== null);
            if (next instanceof DomainError || !expected) continue;
            [runs, units] = [next, expected];
            taken++;
          }
          expect(unitsOf(runs)).to.deep.equal(units);
          const counts = countLabels(runs);
          expect(labelStates.reduce((sum, state) => sum + counts[state], 0)).to.equal(counts.total);
          expect(counts.total).to.equal(units.length);
          expect(counts.reprints).to.equal(units.reduce((sum, { prints }) => sum + Math.max(prints - 1, 0), 0));
        }
      }),
      { numRuns: 300 },
    );
    expect(taken, 'the property says nothing when every step is refused').to.be.above(1000);
  });

  it('stays one row where many labels share a fate, however it was told', () => {
    const all = after([run(0, 100_000)], step('print', 0, 100_000));
    expect(all[0]?.life).to.deep.equal([{ from: 0, count: 100_000, state: 'printed', prints: 1 }]);
    const piecewise = after([run(0, 30)], step('print', 20, 10), step('print', 0, 10), step('print', 10, 10));
    expect(piecewise[0]?.life).to.deep.equal([{ from: 0, count: 30, state: 'printed', prints: 1 }]);
    const both = after([run(0, 5), run(5, 5)], step('print', 0, 10), step('apply', 3, 4));
    expect(both.map(({ life }) => life?.map(({ from, count, state }) => [from, count, state]))).to.deep.equal([
      [
        [0, 3, 'printed'],
        [3, 2, 'applied'],
      ],
      [
        [5, 2, 'applied'],
        [7, 3, 'printed'],
      ],
    ]);
  });

  it('names every fault of a range at once, with how many and the first of them', () => {
    const runs = after(
      [run(0, 10)],
      ...[step('print', 0, 8), step('apply', 0, 2), step('sell', 2, 3), step('void', 5, 1)],
    );
    const faults = faultsOfStep(runs, step('apply', 0, 12)).map(({ code, params }) => [code, params]);
    expect(faults).to.deep.equal([
      ['label-not-issued', { issued: 10 }],
      ['label-not-printed', { count: 2, first: 9 }],
      ['label-applied', { count: 2, first: 1 }],
      ['label-sold', { count: 3, first: 3 }],
      ['label-void', { count: 1, first: 6 }],
    ]);
  });

  it('refuses what has ended, and a reprint or an end without a reason', () => {
    const runs = after([run(0, 10)], step('print', 0, 10, false), step('sell', 0, 1), step('void', 1, 1));
    for (const kind of ['print', 'sell', 'void'] as const) {
      expect(codesOf(runs, step(kind, 0, 1)), kind).to.deep.equal(['label-sold']);
      expect(codesOf(runs, step(kind, 1, 1)), kind).to.deep.equal(['label-void']);
    }
    expect(codesOf(runs, step('print', 2, 1, false))).to.deep.equal(['label-reason']);
    expect(codesOf(runs, step('void', 2, 1, false))).to.deep.equal(['label-reason']);
    expect(codesOf(runs, step('print', 2, 1))).to.deep.equal([]);
  });

  it('keeps apart no more ranges than a lot has room for', () => {
    let runs = [run(0, 4 * mostSegments)];
    for (let index = 0; index < mostSegments; index++) runs = applyStep(runs, step('print', 2 * index, 1), 'ni:1');
    const more = attempt(runs, step('print', 2 * mostSegments, 1));
    expect(more).to.have.property('code', 'label-ranges');
    expect(Buffer.byteLength(JSON.stringify(runs))).to.be.lessThan(100_000);
    expect(countLabels(after(runs, step('print', 1, 1)))).to.include({ printed: mostSegments + 1 });
  });
});
