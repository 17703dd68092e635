/** What of a lot on hand is packed in sets and cases: `inSets` of a lot's state. Never more than is on hand. */
import { DomainError } from '../errors.js';
import { type LotState } from './lot-state.js';

interface Enclosed {
  lot: string;
  set: string;
  organization: string;
  /** Thousandths of the unit. */
  quantity: number;
}

/** What an organisation has on hand outside of sets, in thousandths. */
export function looseOf({ onHand, inSets = [] }: Pick<LotState, 'onHand' | 'inSets'>, organization: string): number {
  const own = <T extends { organization: string; quantity: number }>(entries: T[]) =>
    entries.filter((entry) => entry.organization === organization).reduce((sum, { quantity }) => sum + quantity, 0);
  return own(onHand) - own(inSets);
}

/** Changes the state; the caller has seen that so much is loose. */
export function enclose(state: LotState, { set, organization, quantity }: Enclosed): LotState {
  state.inSets = [...(state.inSets ?? []), { set, organization, quantity }];
  return state;
}

/** Changes the state. @throws DomainError `wrong-state` when the organisation's set does not hold exactly so much */
export function takeOut(state: LotState, { lot, set, organization, quantity }: Enclosed): void {
  const entry = state.inSets?.find((each) => each.set === set && each.organization === organization);
  if (entry?.quantity !== quantity) throw new DomainError('wrong-state', { lot });
  state.inSets = state.inSets?.filter((each) => each !== entry);
}
