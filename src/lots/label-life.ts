/**
 * The life of a lot's labels: issued → printed → applied → sold, or void. It is kept as segments of indexes and not
 * label by label, so that a hundred thousand labels printed at once are one row. Pure.
 */
import { DomainError } from '../errors.js';

export const labelStates = ['issued', 'printed', 'applied', 'sold', 'void'] as const;
export type LabelStatus = (typeof labelStates)[number];

/** Labels by their index in the lot, from 0. */
export interface LabelRange {
  from: number;
  count: number;
}

/** Labels of one fate that lie side by side. */
export interface LabelSegment extends LabelRange {
  state: Exclude<LabelStatus, 'issued'>;
  /** How often each was printed. */
  prints: number;
  /** The event that made them void. */
  voidedBy?: string;
}

/** Labels issued at once under one serial key. */
export interface LabelRun extends LabelRange {
  key: string;
  eventID: string;
  /** Index of its first label among the blanks of the product, when they were printed before there was a lot. */
  blank?: number;
  /** Each label has a code below a scratch field. */
  scratch?: true;
  /** In the order of the indexes; what no segment holds is issued and no more. Absent before the first step. */
  life?: LabelSegment[];
}

export interface LabelStep extends LabelRange {
  step: 'print' | 'apply' | 'sell' | 'void';
  hasReason: boolean;
}

/** Segments that one lot may have: a label at a time would let a lot grow without end. */
export const mostSegments = 1000;

const before: Record<LabelStep['step'], readonly LabelStatus[]> = {
  print: ['issued', 'printed', 'applied'],
  apply: ['printed'],
  sell: ['printed', 'applied'], // who sells what is printed has put it on
  void: ['issued', 'printed', 'applied'],
};

const codeOfState = {
  issued: 'label-not-printed',
  applied: 'label-applied',
  sold: 'label-sold',
  void: 'label-void',
} as const;

/** Everything that forbids a step. Labels are told by their number from 1, as people count them. */
export function faultsOfStep(runs: readonly LabelRun[], step: LabelStep): DomainError[] {
  const parts = partsOf(runs, step);
  const wrong = parts.filter(({ state }) => !before[step.step].includes(state));
  const faults = Object.entries(codeOfState).flatMap(([state, code]) => {
    const same = wrong.filter((part) => part.state === state);
    return same[0] ? new DomainError(code, { count: total(same), first: same[0].from + 1 }) : [];
  });
  const issued = total(runs);
  if (total(parts) !== step.count || step.count < 1) faults.unshift(new DomainError('label-not-issued', { issued }));
  const needsReason = step.step === 'void' || (step.step === 'print' && parts.some(({ prints }) => prints > 0));
  if (needsReason && !step.hasReason) faults.push(new DomainError('label-reason'));
  return faults;
}

/** The runs after new labels; those that were printed before there was a lot begin as printed. */
export function addRun(
  runs: readonly LabelRun[],
  { from, count, key, blank, scratch }: Omit<LabelRun, 'eventID' | 'life'>,
  eventID: string,
): LabelRun[] {
  const run = { from, count, key, eventID, ...(scratch && { scratch }) };
  if (blank === undefined) return [...runs, run];
  return withinLimit([...runs, { ...run, blank, life: [{ from, count, state: 'printed', prints: 1 }] }]);
}

/**
 * The runs after a step; `runs` itself is left alone.
 * @throws DomainError the first of {@link faultsOfStep}, `label-ranges`
 */
export function applyStep(runs: readonly LabelRun[], step: LabelStep, eventID: string): LabelRun[] {
  const [fault] = faultsOfStep(runs, step);
  if (fault) throw fault;
  return withinLimit(runs.map((run) => (overlap(run, step) ? { ...run, life: lifeAfter(run, step, eventID) } : run)));
}

function withinLimit(runs: LabelRun[]): LabelRun[] {
  const segments = runs.reduce((sum, { life = [] }) => sum + life.length, 0);
  if (segments > mostSegments) throw new DomainError('label-ranges', { most: mostSegments });
  return runs;
}

function lifeAfter(run: LabelRun, step: LabelStep, eventID: string): LabelSegment[] {
  const parts = partsOf([run], run).flatMap((part) => {
    const inside = overlap(part, step);
    if (!inside) return [part];
    const changed = { ...part, ...inside, ...changeOf(part, step, eventID) };
    const end = part.from + part.count;
    const rest = inside.from + inside.count;
    return [{ ...part, count: inside.from - part.from }, changed, { ...part, from: rest, count: end - rest }];
  });
  return joined(parts.filter((part): part is LabelSegment => part.count > 0 && part.state !== 'issued'));
}

function changeOf({ state, prints }: LabelPart, { step }: LabelStep, eventID: string): Partial<LabelPart> {
  switch (step) {
    case 'print':
      return { state: state === 'issued' ? 'printed' : state, prints: prints + 1 };
    case 'apply':
      return { state: 'applied' };
    case 'sell':
      return { state: 'sold' };
    case 'void':
      return { state: 'void', voidedBy: eventID };
  }
}

/** Neighbours of the same fate become one. */
function joined(segments: LabelSegment[]): LabelSegment[] {
  const whole: LabelSegment[] = [];
  for (const segment of segments) {
    const last = whole.at(-1);
    const isSame =
      last?.state === segment.state && last.prints === segment.prints && last.voidedBy === segment.voidedBy;
    if (last && isSame && last.from + last.count === segment.from) last.count += segment.count;
    else whole.push({ ...segment });
  }
  return whole;
}

export type LabelPart = LabelRange & { state: LabelStatus; prints: number; voidedBy?: string };

/** The labels of a range that were issued, in pieces of one fate, those that are only issued among them. */
export function partsOf(runs: readonly LabelRun[], range: LabelRange): LabelPart[] {
  return runs.flatMap((run) => {
    const wanted = overlap(run, range);
    if (!wanted) return [];
    const parts: LabelPart[] = [];
    let next = wanted.from;
    const issuedUntil = (end: number) => {
      if (end > next) parts.push({ from: next, count: end - next, state: 'issued', prints: 0 });
    };
    for (const segment of run.life ?? []) {
      const inside = overlap(segment, wanted);
      if (!inside) continue;
      issuedUntil(inside.from);
      parts.push({ ...segment, ...inside });
      next = inside.from + inside.count;
    }
    issuedUntil(wanted.from + wanted.count);
    return parts;
  });
}

export type LabelCounts = Record<LabelStatus, number> & {
  /** All of them: the sum of the five states. */
  total: number;
  /** Prints beyond each label's first. */
  reprints: number;
};

export function countLabels(runs: readonly LabelRun[], range: LabelRange = { from: 0, count: Infinity }): LabelCounts {
  const parts = partsOf(runs, range);
  const inState = (state: LabelStatus) => total(parts.filter((part) => part.state === state));
  return {
    issued: inState('issued'),
    printed: inState('printed'),
    applied: inState('applied'),
    sold: inState('sold'),
    void: inState('void'),
    total: total(parts),
    reprints: parts.reduce((sum, { count, prints }) => sum + count * Math.max(prints - 1, 0), 0),
  };
}

function total(ranges: readonly LabelRange[]): number {
  return ranges.reduce((sum, { count }) => sum + count, 0);
}

/** What two ranges share. */
export function overlap(one: LabelRange, other: LabelRange): LabelRange | null {
  const from = Math.max(one.from, other.from);
  const end = Math.min(one.from + one.count, other.from + other.count);
  return end > from ? { from, count: end - from } : null;
}
