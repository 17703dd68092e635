/**
 * The book of goods, product by product: `opening + made + received = used + shipped + sold + destroyed + lost + closing`.
 * Of one organisation stock is what it has on hand. Of all together it is that and what is on its way, and goods change
 * hands without leaving the book. Pure; quantities are thousandths of the product's unit.
 */
import { type Uom } from '../epcis/quantity.js';
import { type MovingEffect } from '../lots/effects.js';
import { type Lot } from '../lots/lot.model.js';
import { productKeyOf, type Entry } from './entries.js';

export const flowsIn = ['made', 'received'] as const;
export const flowsOut = ['used', 'shipped', 'sold', 'destroyed', 'lost'] as const;
export type Flow = (typeof flowsIn)[number] | (typeof flowsOut)[number];

export type Account = Record<Flow | 'opening' | 'closing', number> & {
  /** Key of the product. */
  product: string;
  uom: Uom;
};

export interface Scope {
  /** Whose book; all together when undefined. */
  organization?: string | undefined;
  /** Of these lots alone; of all when undefined. */
  concerns?: ((lot: string) => boolean) | undefined;
}

export interface Period {
  /** Instants; the first belongs to it, the last does not. Absent: from the beginning, until now. */
  from?: Date | undefined;
  to?: Date | undefined;
}

/** What an effect adds to a book, by its flow; `lost` of goods on their way counts in the book of all alone. */
function flowsOf(effect: MovingEffect, organization: string | undefined): Partial<Record<Flow, number>> {
  const { quantity } = effect;
  if (effect.kind === 'receive') {
    if (organization === undefined) return { lost: effect.missing };
    return effect.organization === organization ? { received: quantity } : {};
  }
  if (organization !== undefined && effect.organization !== organization) return {};
  switch (effect.kind) {
    case 'produce':
      return { made: quantity };
    case 'consume':
      return { used: quantity };
    case 'sell':
      return { sold: quantity };
    case 'destroy':
      return { destroyed: quantity };
    case 'ship':
      return organization === undefined ? {} : { shipped: quantity };
    default:
      return {};
  }
}

/**
 * @param entries all since the period began, also those after its end
 * @param lots as they are now
 */
export function keepBook(entries: Entry[], lots: Lot[], { from, to }: Period, scope: Scope = {}): Account[] {
  const { organization, concerns = () => true } = scope;
  const accounts = new Map<string, Account>();
  const accountOf = (lot: string, uom: Uom) => {
    const product = productKeyOf(lot);
    const known = accounts.get(product) ?? { ...emptyAccount, product, uom };
    accounts.set(product, known);
    return known;
  };
  for (const lot of lots) accountOf(lot._id, lot.uom).closing += stockOf(lot, organization);
  for (const { effects, time } of entries) {
    if (from && time < from) continue;
    for (const effect of effects.filter(({ lot }) => concerns(lot))) {
      const account = accountOf(effect.lot, effect.uom);
      const flows = Object.entries(flowsOf(effect, organization)) as [Flow, number][];
      for (const [flow, quantity] of flows) {
        if (!to || time < to) account[flow] += quantity;
        else account.closing -= signOf(flow) * quantity;
      }
    }
  }
  const kept = [...accounts.values()].filter((account) => Object.values(account).some((value) => Number(value) > 0));
  for (const account of kept) account.opening = account.closing - turnover(account);
  return kept.sort((one, other) => (one.product < other.product ? -1 : 1));
}

const emptyAccount = {
  ...{ opening: 0, made: 0, received: 0, used: 0, shipped: 0 },
  ...{ sold: 0, destroyed: 0, lost: 0, closing: 0 },
};

const isIn = (flow: Flow) => (flowsIn as readonly string[]).includes(flow);
const signOf = (flow: Flow) => (isIn(flow) ? 1 : -1);

/** What the flows of an account add to its stock. */
function turnover(account: Account): number {
  return [...flowsIn, ...flowsOut].reduce((sum, flow) => sum + signOf(flow) * account[flow], 0);
}

function stockOf(lot: Lot, organization: string | undefined): number {
  const mine =
    organization === undefined ? lot.onHand : lot.onHand.filter((entry) => entry.organization === organization);
  return [...mine, ...(organization === undefined ? lot.inTransit : [])].reduce(
    (sum, entry) => sum + entry.quantity,
    0,
  );
}
