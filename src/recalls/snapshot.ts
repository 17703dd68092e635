/** Lots as a recall finds them: where each is, and who sold how much of it. */
import { inSlices, namespace, trusted } from '../db.js';
import { Events } from '../events/event.model.js';
import { standing } from '../events/standing.js';
import { effectsOf } from '../lots/effects.js';
import { countLabels } from '../lots/label-life.js';
import { type Lot } from '../lots/lot.model.js';
import { type RecalledLot } from './recall.model.js';

type Shares = RecalledLot['soldBy'];

export async function snapshotOf(lots: readonly Lot[]): Promise<RecalledLot[]> {
  const sales = await salesOf(lots.filter(({ sold }) => sold > 0).map(({ _id }) => _id));
  return lots.map((lot) => {
    const { _id, code, product, organization, uom, produced, lost, firstEventTime, onHand, inTransit } = lot;
    const { total, applied, sold } = countLabels(lot.labels);
    return {
      ...{ lot: _id, code, product, organization, uom, produced, lost, firstEventTime, onHand },
      inTransit: inTransit.map(({ from, to, quantity }) => ({ from, to, quantity })),
      soldBy: sales.get(_id) ?? [],
      labels: { issued: total, applied, sold },
    };
  });
}

/** Who sold how much, by the events of the lots. */
async function salesOf(paths: string[]): Promise<Map<string, Shares>> {
  const sold = await inSlices(paths, async (some) => {
    const few = new Set(some);
    const filter = { lots: trusted({ $in: some }), bizStep: 'retail_selling' };
    const found = await Events.find(filter, { event: 1, organization: 1 }).lean();
    return standing(found).flatMap(({ event, organization }) =>
      effectsOf(event, namespace(), organization, few).flatMap((effect) =>
        effect.kind === 'sell' ? [{ lot: effect.lot, share: { organization, quantity: effect.quantity } }] : [],
      ),
    );
  });
  const sales = new Map<string, Shares>();
  for (const { lot, share } of sold) addShare(sales, lot, share);
  return sales;
}

function addShare(sales: Map<string, Shares>, lot: string, { organization, quantity }: Shares[number]): void {
  const shares = sales.get(lot) ?? [];
  const known = shares.find((share) => share.organization === organization);
  if (known) known.quantity += quantity;
  else shares.push({ organization, quantity });
  sales.set(lot, shares);
}
