/** The shape of a row of the rule table. */
import { type Check, type WordsBelow } from './finding.js';
import { type Condition } from './conditions.js';
import { type TrackingEvent } from './fsma/rows.js';
import { type Market, type SourceId } from './sources.js';

export type ItemWords = WordsBelow<'compliance.items'>;

export interface Rule {
  /** Unique; stays, so that reports of two days can be compared. */
  id: string;
  source: SourceId;
  /** Article, paragraph or item, as the source itself is cited; empty where it was not to be seen. */
  article: string;
  /** Those of the source unless given. */
  markets?: readonly Market[];
  /** Applies to a lot for which all of these hold. */
  when: readonly Condition[];
  /** What is asked for: its words below `compliance.items`, or below `compliance.events` and `.elements`. */
  item: ItemWords | { event: TrackingEvent; element: WordsBelow<'compliance.elements'> };
  /** Asked of every lot, or only where there is such a thing; `not-kept`: this server has no place for it yet. */
  asked: 'always' | 'if-any' | 'not-kept';
  /** What must be there. Who must add what is missing follows from the record that lacks it: see `keepers.ts`. */
  check: Check;
}
