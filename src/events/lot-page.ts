/** All that the page of a lot shows, read from the store. */
import { type Lot } from '../lots/lot.model.js';
import { namesOfLots, type LotNames } from '../lots/lot-table.js';
import { setsWith } from '../lots/set-search.js';
import { type PackedSet } from '../lots/set.model.js';
import { childrenOf, parentsOf } from '../lots/trace.js';
import { type Actor } from '../policy.js';
import { pageSize } from '../registry/records.js';
import { findEntry, historyOf, type History, type HistoryEntry } from './history.service.js';

export interface LotPage {
  lot: Lot;
  /** One step back and one step forward. */
  parents: Lot[];
  children: Lot[];
  /** There are more children than are shown. */
  moreChildren: boolean;
  /** Sets that it is or was in, the latest first. */
  sets: PackedSet[];
  moreSets: boolean;
  names: LotNames;
  history: History;
  /** Events before the page of history that is shown. */
  offset: number;
  hold: HistoryEntry | null;
  recall: HistoryEntry | null;
}

export async function lotPageOf(lot: Lot, actor: Actor, offset: number): Promise<LotPage> {
  const [parents, children, sets, history, hold, recall] = await Promise.all([
    parentsOf(lot),
    childrenOf(lot._id, actor, pageSize + 1),
    setsWith(lot._id, actor, pageSize + 1),
    historyOf(lot, actor, offset),
    lot.heldBy ? findEntry(lot.heldBy, lot, actor) : null,
    lot.recalledBy ? findEntry(lot.recalledBy, lot, actor) : null,
  ]);
  const shown = children.slice(0, pageSize);
  const names = await namesOfLots([lot, ...parents, ...shown]);
  const moreChildren = children.length > pageSize;
  const [shownSets, moreSets] = [sets.slice(0, pageSize), sets.length > pageSize];
  return {
    ...{ lot, parents, children: shown, moreChildren, sets: shownSets, moreSets },
    ...{ names, history, offset, hold, recall },
  };
}
