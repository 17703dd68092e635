/** The print runs of a lot: what was issued at once, and what has become of it. */
import { trusted } from '../db.js';
import { Events } from '../events/event.model.js';
import { countLabels, partsOf, type LabelCounts, type LabelRange, type LabelRun } from '../lots/label-life.js';
import { type Lot } from '../lots/lot.model.js';
import { labelsPerPrint } from './print.js';

export interface RunOfLabels extends LabelRange, LabelCounts {
  eventID: string;
  /** When it was issued, as recorded. */
  eventTime: string;
}

/** Runs that are told one by one. */
export const mostRuns = 50;

export interface Runs {
  /** The newest first. */
  runs: RunOfLabels[];
  /** Runs before those, as one; null where there are none. */
  older: LabelCounts | null;
  /** Of the whole lot. */
  total: LabelCounts;
}

export async function runsOf({ labels }: Pick<Lot, 'labels'>): Promise<Runs> {
  const newest = labels.slice(-mostRuns).toReversed();
  const events = await Events.find({ _id: trusted({ $in: newest.map(({ eventID }) => eventID) }) }).lean();
  const times = new Map(events.map(({ _id, event }) => [_id, event.eventTime]));
  const older = labels.slice(0, -mostRuns);
  return {
    runs: newest.map((run) => {
      const { from, count, eventID } = run;
      return { from, count, eventID, eventTime: times.get(eventID) ?? '', ...countLabels([run]) };
    }),
    older: older.length > 0 ? countLabels(older) : null,
    total: countLabels(labels),
  };
}

export interface Print extends LabelRange {
  /** Some of its labels were printed before. */
  isPrinted: boolean;
}

/**
 * What can be printed at once: labels that are neither sold nor void, those that were never printed first. The farthest
 * ranges are left out where there are too many for a choice.
 */
export function printChoices({ labels }: { labels: LabelRun[] }): Print[] {
  const all = labels.toReversed().flatMap((run) => stretchesOf(run).flatMap(intoPrints));
  const fresh = all.filter(({ isPrinted }) => !isPrinted);
  return [...fresh, ...all.filter(({ isPrinted }) => isPrinted)].slice(0, mostChoices);
}

const mostChoices = 200;

/** How many labels from an index on are printed when nobody says how many. */
export function restOfChoice(lot: { labels: LabelRun[] }, from: number): number {
  const choice = printChoices(lot).find((print) => print.from <= from && from < print.from + print.count);
  return choice ? choice.from + choice.count - from : 1;
}

function stretchesOf(run: LabelRun): Print[] {
  const stretches: Print[] = [];
  for (const { from, count, state, prints } of partsOf([run], run)) {
    if (state === 'sold' || state === 'void') continue;
    const [last, isPrinted] = [stretches.at(-1), prints > 0];
    if (last?.isPrinted === isPrinted && last.from + last.count === from) last.count += count;
    else stretches.push({ from, count, isPrinted });
  }
  return stretches;
}

function intoPrints({ from, count, isPrinted }: Print): Print[] {
  return Array.from({ length: Math.ceil(count / labelsPerPrint) }, (_, part) => {
    const start = part * labelsPerPrint;
    return { from: from + start, count: Math.min(count - start, labelsPerPrint), isPrinted };
  });
}
