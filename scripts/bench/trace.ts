/**
 * The chain of 10,000 lots forward and back, ten lots a lot, beside the plain way: one `findOne` for each of them. Both
 * in this process on the same store, and the page over HTTP. The last two columns say how many times as long the plain
 * way takes.
 */
import { Lots, type Lot } from '../../src/lots/lot.model.js';
import { type Actor } from '../../src/policy.js';
import { chainOf } from '../../src/trace/chain.service.js';
import { findChainHead } from '../../src/trace/block.model.js';
import { takeIn } from '../../src/trace/fold-blocks.js';
import { tracePageOf } from '../../src/trace/page.service.js';
import { median, round, spread, table, timed } from './figures.js';
import { layEvents, layLots, lotRow } from './lots.js';
import { onStand, producer, type Stand } from './stand.js';

const fan = 10;
const rounds = 5;
const reader: Actor = { id: producer._id, name: producer.name, role: 'producer', organization: producer.organization };

export async function benchTrace(isSmall: boolean): Promise<void> {
  const count = isSmall ? 1_000 : 10_000;
  await onStand(async (stand) => {
    const [forward, back] = [treeOf(count, 'F', 'forward'), treeOf(count, 'B', 'back')];
    for (const lots of [forward, back]) {
      await layLots(count, (index) => lots[index] as Lot);
      await layEvents(lots.slice(0, 1_200)); // more than what is drawn
    }
    await layBlocks([...forward, ...back]);
    const rows = [
      ['chain', 'lots', 'graph ms', 'page model ms', 'page over HTTP ms', 'findOne each ms', 'of graph', 'of page'],
    ];
    for (const [name, lots] of Object.entries({ forward, back })) {
      const row = await measure(name, lots, stand);
      console.log(row.join('  '));
      rows.push(row);
    }
    console.log(`Median of ${rounds} rounds (from–to)\n${table(rows)}`);
  });
}

/** The first lot, and what was made of it or what it was made of. */
function treeOf(count: number, letter: string, direction: 'forward' | 'back'): Lot[] {
  const path = (index: number) => lot(index)._id;
  const above = (index: number) => Math.floor((index - 1) / fan);
  const below = (index: number) =>
    Array.from({ length: fan }, (_, one) => index * fan + 1 + one).filter((one) => one < count);
  const lot = (index: number, more: Partial<Lot> = {}) => {
    const hour = direction === 'forward' ? index : count - index;
    const time = new Date(Date.UTC(2026, 0, 1) + hour * 600_000).toISOString();
    return lotRow(`${letter}${String(index).padStart(6, '0')}`, index % 97, producer.organization, time, more);
  };
  const over = (index: number): number[] => (index === 0 ? [] : [above(index), ...over(above(index))]);
  const under = (index: number): number[] => below(index).flatMap((one) => [one, ...under(one)]);
  return Array.from({ length: count }, (_, index) => {
    const [parents, ancestors] =
      direction === 'forward' ? [index === 0 ? [] : [above(index)], over(index)] : [below(index), under(index)];
    return lot(index, { parents: parents.map(path), ancestors: ancestors.map(path) });
  });
}

/** As the server does behind captures, oldest first: both chains grew at the same time, so each is in every block. */
async function layBlocks(lots: Lot[]): Promise<void> {
  const paths = lots
    .toSorted((one, other) => (one.firstEventTime < other.firstEventTime ? -1 : 1))
    .map(({ _id }) => _id);
  const millis = await timed(async () => {
    for (let first = 0; first < paths.length; first += 500)
      await takeIn(paths.slice(first, first + 500), await findChainHead(), 0);
  });
  console.log(`${paths.length} lots taken into blocks in ${Math.round(millis)} ms`);
}

async function measure(name: string, lots: Lot[], stand: Stand): Promise<string[]> {
  const [root] = lots;
  if (!root) throw new Error('there is no lot');
  let found = 0;
  const [graph, model, http]: [number[], number[], number[]] = [[], [], []];
  for (let turn = 0; turn < rounds; turn++) {
    const fresh = (await Lots.findById(root._id).lean()) as Lot;
    graph.push(await timed(async () => (found = (await chainOf(fresh, reader)).nodes.size)));
    model.push(await timed(() => tracePageOf(fresh, reader, {})));
    http.push(await timed(async () => (await stand.get(`/api/lots/${root._id}/trace`)).json()));
  }
  if (found !== lots.length) throw new Error(`the chain has ${found} lots of ${lots.length}`);
  const plain = await timed(async () => {
    for (const { _id } of lots) await Lots.findOne({ _id }).setOptions({ asWritten: true }).lean();
  });
  const ratios = [graph, model].map((millis) => round(plain / median(millis)));
  return [name, String(found), spread(graph), spread(model), spread(http), round(plain), ...ratios];
}
