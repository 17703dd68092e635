import { expect } from 'chai';
import fc from 'fast-check';
import { columnsOf, layoutOf, limits } from '../../src/trace/drawn.js';
import { graphOf, narrowed, rowsOf, type TracedLot } from '../../src/trace/graph.js';

function lot(_id: string, parents: string[] = []): TracedLot {
  const none = { onHand: [], inTransit: [], consumed: 0, sold: 0, destroyed: 0, lost: 0, parties: [] };
  const time = { firstEventTime: '2026-10-02T01:30:00.000Z', lastEventTime: '2026-10-02T01:30:00.000Z' };
  const state = { heldBy: null, recalledBy: null, expiresOn: null };
  const identity = { code: _id, product: 'p', organization: 'o', uom: 'KGM' as const, produced: 1 };
  return { _id, parents, ...identity, ...none, ...state, ...time };
}

/** Lots that name any others, also themselves, and some that are nowhere. */
const anyLots = fc
  .integer({ min: 1, max: 30 })
  .chain((count) =>
    fc.array(fc.array(fc.integer({ min: 0, max: count + 1 }), { maxLength: 4 }), {
      minLength: count,
      maxLength: count,
    }),
  )
  .map((parents) => parents.map((of, index) => lot(`${index}`, of.map(String))));

const stepsOf = (graph: ReturnType<typeof graphOf>) =>
  Object.fromEntries([...graph.nodes].map(([id, { step }]) => [id, step]));

describe('the graph of a chain', () => {
  it('counts steps by the longest way, so that material stands before what was made of it', () => {
    const lots = [lot('a'), lot('b', ['a']), lot('c', ['a', 'b']), lot('d', ['c']), lot('other')];
    expect(stepsOf(graphOf(lots[0] as TracedLot, lots))).to.deep.equal({ a: 0, b: 1, c: 2, d: 3 });
    expect(stepsOf(graphOf(lots[3] as TracedLot, lots))).to.deep.equal({ d: 0, c: -1, b: -2, a: -3 });
  });

  it('walks a circle once, whatever names what', () => {
    const circle = [lot('a', ['c']), lot('b', ['a']), lot('c', ['b', 'c', 'nowhere'])];
    expect([...graphOf(circle[0] as TracedLot, circle).nodes.keys()]).to.have.members(['a', 'b', 'c']);
    fc.assert(
      fc.property(anyLots, (lots) => {
        const graph = graphOf(lots[0] as TracedLot, lots);
        const rows = rowsOf(graph).map(({ node }) => node.lot._id);
        expect(rows).to.have.members([...graph.nodes.keys()]);
        expect(rows[0]).to.equal('0');
        for (const { parents } of graph.nodes.values())
          for (const id of parents) expect(graph.nodes.has(id)).to.equal(true);
      }),
    );
  });

  it('is narrowed to what fits and the ways to it', () => {
    fc.assert(
      fc.property(anyLots, fc.func(fc.boolean()), (lots, fits) => {
        const whole = graphOf(lots[0] as TracedLot, lots);
        const { graph, fitting } = narrowed(whole, ({ _id }) => fits(_id));
        for (const id of fitting) expect(graph.nodes.has(id)).to.equal(true);
        expect(rowsOf(graph).map(({ node }) => node.lot._id)).to.have.members([...graph.nodes.keys()]);
      }),
      { numRuns: 200 },
    );
  });

  it('of thousands is drawn by its nearest, and tells how many more there are', () => {
    const many = Array.from({ length: 5000 }, (_, index) => lot(`n${index}`, [index < 3000 ? 'root' : 'n0']));
    const recalled = { ...lot('late', ['root']), recalledBy: 'event' };
    const graph = graphOf(lot('root'), [...many, recalled]);
    const columns = columnsOf(graph);
    expect(columns.map(({ step, ids, more }) => [step, ids.length, more])).to.deep.equal([
      [0, 1, 0],
      [1, limits.column, 3001 - limits.column],
      [2, limits.column, 2000 - limits.column],
    ]);
    expect(columns[1]?.ids).to.include('late');
    const { boxes, mores, width, height } = layoutOf(columns, []);
    expect(boxes.size).to.equal(1 + 2 * limits.column);
    expect(mores.map(({ count }) => count)).to.deep.equal(columns.slice(1).map(({ more }) => more));
    for (const { x, y } of [...boxes.values(), ...mores]) expect([x < width, y < height]).to.deep.equal([true, true]);
  });

  it('may be thousands of steps long', () => {
    const long = Array.from({ length: 10_000 }, (_, index) => lot(`${index}`, index > 0 ? [`${index - 1}`] : []));
    const graph = graphOf(long[0] as TracedLot, long);
    expect(graph.nodes.get('9999')?.step).to.equal(9999);
    const columns = columnsOf(graph);
    expect(columns).to.have.length(limits.side + 1);
    expect(columns.at(-1)?.more).to.equal(9999 - limits.side);
  });
});
