/** What was checked, and what is wrong. Of each kind of check the first fault is kept and the others are counted. */

/** In the order in which they are reported; a fault of an earlier one often explains those of later ones. */
export const checks = {
  form: 'lines are whole',
  keys: 'label keys are whole and as they were known',
  checkpoint: 'checkpoints are signed by the log',
  tree: 'entries make the signed root, each at its position',
  events: 'events are what was logged',
  identity: 'events have one name each, those of our own their hash',
  times: 'record times follow the positions',
  balances: 'lots are what their events make of them',
  labels: 'label signatures are genuine',
  published: 'files of the public log are what the entries make',
  witness: 'entries are those seen before',
  seal: 'ends are reached, with every line as it was written',
} as const;
export type Check = keyof typeof checks;

/** Where a fault is, as far as it has a place. */
export interface Place {
  position?: number;
  event?: string;
  lot?: string;
}

export interface Fault extends Place {
  check: Check;
  /** A sentence without its full stop. */
  words: string;
}

export interface Report {
  /** Counts one thing that was looked at. */
  saw(check: Check, count?: number): void;
  fault(check: Check, words: string, place?: Place): void;
  counted(check: Check): number;
  faults(check: Check): number;
  /** Null when nothing is wrong. */
  first(check?: Check): Fault | null;
}

export function startReport(): Report {
  const seen = new Map<Check, number>();
  const found = new Map<Check, { count: number; first: Fault }>();
  const names = Object.keys(checks) as Check[];
  return {
    saw: (check, count = 1) => void seen.set(check, (seen.get(check) ?? 0) + count),
    fault: (check, words, place = {}) => {
      const known = found.get(check);
      if (known) known.count++;
      else found.set(check, { count: 1, first: { check, words, ...place } });
    },
    counted: (check) => seen.get(check) ?? 0,
    faults: (check) => found.get(check)?.count ?? 0,
    first: (check) => {
      const faulty = (check ? [check] : names).find((name) => found.has(name));
      return faulty === undefined ? null : (found.get(faulty)?.first ?? null);
    },
  };
}

/** `position 17, event ni:…, lot 01/…: what is wrong`. */
export function describeFault({ position, event, lot, words }: Fault): string {
  const place = [
    position === undefined ? '' : `position ${position}`,
    event === undefined ? '' : `event ${event}`,
    lot === undefined ? '' : `lot ${lot}`,
  ].filter((part) => part !== '');
  return place.length > 0 ? `${place.join(', ')}: ${words}` : words;
}

/** One line for each kind of check, then the first fault by itself. */
export function describeReport(report: Report): string[] {
  const lines = (Object.keys(checks) as Check[]).flatMap((check) => {
    const [count, faults] = [report.counted(check), report.faults(check)];
    if (count === 0 && faults === 0) return [];
    const state = faults === 0 ? 'ok   ' : 'FAULT';
    const first = report.first(check);
    const detail = first ? ` (${faults} wrong; first: ${describeFault(first)})` : '';
    return [`${state} ${check.padEnd(10)} ${count.toLocaleString('en')} ${checks[check]}${detail}`];
  });
  const first = report.first();
  return [...lines, first ? `First fault: ${describeFault(first)}.` : 'All is as it was recorded.'];
}
