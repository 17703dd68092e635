/** A lot for programs. */
import { fromThousandths } from '../epcis/quantity.js';
import { type Lot } from '../lots/lot.model.js';
import { today } from '../lots/lot-table.js';
import { mayReadLot, stateOf } from '../lots/lot.service.js';
import { type Actor } from '../policy.js';
import { type LotPage } from './lot-page.js';

/** Quantities in the unit of the lot; `events` are EPCIS events, a page of them. */
export function presentLot(page: LotPage, { actor, now }: { actor: Actor; now: Date }): object {
  const { lot, names, history, parents, children } = page;
  const product = names.products.get(lot.product);
  const inUnits = <T extends { quantity: number }>(entry: T) => ({
    ...entry,
    quantity: fromThousandths(entry.quantity),
  });
  const readable = (some: Lot[]) => some.filter((other) => mayReadLot(actor, other)).map(({ _id }) => _id);
  return {
    lot: lot._id,
    code: lot.code,
    state: stateOf(lot, today(now)),
    product: { id: lot.product, key: product?.key, name: product?.names.vi },
    organization: { id: lot.organization, name: names.organizations.get(lot.organization) ?? '' },
    uom: lot.uom,
    produced: fromThousandths(lot.produced),
    onHand: lot.onHand.map(inUnits),
    inTransit: lot.inTransit.map(inUnits),
    consumed: fromThousandths(lot.consumed),
    sold: fromThousandths(lot.sold),
    destroyed: fromThousandths(lot.destroyed),
    lost: fromThousandths(lot.lost),
    expiresOn: lot.expiresOn,
    heldBy: lot.heldBy,
    recalledBy: lot.recalledBy,
    parents: readable(parents),
    children: readable(children),
    sets: page.sets.map(({ _id }) => _id),
    moreSets: page.moreSets,
    events: history.entries.map(({ event }) => event),
    moreEvents: history.more,
  };
}
