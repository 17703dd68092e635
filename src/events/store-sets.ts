/** Writes the set that an event is about, inside the transaction that records it. */
import { type ClientSession } from 'mongoose';
import { namespace } from '../db.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { applySetEvent, setOfEvent, type SetState } from '../lots/set-state.js';
import { Sets, type PackedSet } from '../lots/set.model.js';

/**
 * Two writers of one set also meet at its lots, whose versions let one of them through.
 * @throws DomainError `not-found`, `wrong-state`, `already-exists`
 */
export async function storeSet(event: EpcisEvent, organization: string, session: ClientSession): Promise<void> {
  const _id = setOfEvent(event);
  if (_id === null) return;
  const before = stateOf(await Sets.findById(_id, null, { session }).lean());
  const after = applySetEvent(before, event, organization, namespace());
  if (before) await Sets.updateOne({ _id }, { $set: after }, { session });
  else await Sets.create([{ ...after, _id }], { session });
}

/** What a document has beside the state is the store's. */
export function stateOf(stored: (PackedSet & { __v?: number }) | null): SetState | null {
  if (!stored) return null;
  const { _id, __v, ...state } = stored;
  void [_id, __v];
  return state;
}
