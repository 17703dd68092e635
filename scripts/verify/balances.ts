/**
 * Folds the events anew, each lot's in the order of its versions, and compares every lot with what they make of it.
 * A lot was read before the entries, so it is compared at the version that it had then.
 */
import { isDeepStrictEqual } from 'node:util';
import { applyEffect, imbalance } from '../../src/lots/balance.js';
import { type LotState } from '../../src/lots/lot-state.js';
import { addEntry as addLotEntry, foldEntries, lotsChanged, type LotEntry } from '../../src/lots/correction.js';
import { type LotLine, type OpenedEntry } from './format.js';
import { type Report } from './report.js';
import { readStep, reasonOf, type Step } from './steps.js';

export interface LabelRun {
  from: number;
  count: number;
  /** Name of its serial key. */
  key: string;
  /** When its event was recorded. */
  recordTime: string;
}

interface Folded {
  version: number;
  state: LotState | null;
  organization: string | null;
  /** Position of the event that made each version. */
  claims: Map<number, number>;
  isFaulty: boolean;
  /** What is folded, kept for the corrections to come. */
  entries: LotEntry[];
}

export interface Balances {
  namespace: string;
  report: Report;
  /** As they were exported. */
  lines: Map<string, LotLine>;
  folded: Map<string, Folded>;
  /** By the lot and the version that they wait for. */
  waiting: Map<string, Step[]>;
  /** The lots that each event changed, by its eventID. */
  lotsOf: Map<string, string[]>;
  /** Labels that were issued, by the path of their lot. */
  runs: Map<string, LabelRun[]>;
}

export function startBalances(namespace: string, report: Report): Balances {
  return {
    namespace,
    report,
    lines: new Map(),
    folded: new Map(),
    waiting: new Map(),
    lotsOf: new Map(),
    runs: new Map(),
  };
}

export function addLot(balances: Balances, line: LotLine): void {
  if (balances.lines.has(line.lot)) fault(balances, line.lot, 'the lot is there twice');
  balances.lines.set(line.lot, line);
}

/** @param concerns lots that are folded: all, unless only some have all of their events here */
export function addEntry(
  balances: Balances,
  entry: OpenedEntry,
  concerns: (lot: string) => boolean = () => true,
): void {
  const whole = readStep(entry, balances.namespace, balances.report);
  if (!whole) return;
  const step = {
    ...whole,
    effects: whole.effects.filter(({ lot }) => concerns(lot)),
    changes: whole.changes.filter(({ lot }) => concerns(lot)),
  };
  for (const change of step.changes) claim(balances, step, change);
  if (!step.event.errorDeclaration)
    balances.lotsOf.set(
      step.event.eventID,
      step.changes.map(({ lot }) => lot),
    );
  for (const effect of step.effects) {
    if (effect.kind !== 'label') continue;
    const run = { from: effect.from, count: effect.count, key: effect.key, recordTime: step.recordTime };
    balances.runs.set(effect.lot, [...(balances.runs.get(effect.lot) ?? []), run]);
  }
  fold(balances, step);
}

/** @param before entries of the log when the lots were read: a lot that is newer need not be among them */
export function endBalances(balances: Balances, before: number): void {
  const { lines, folded, waiting } = balances;
  for (const steps of waiting.values()) for (const step of steps) reportGaps(balances, step);
  for (const [lot, { version, claims, isFaulty }] of folded) {
    const line = lines.get(lot);
    const isNewer = (claims.get(1) ?? -1) >= before;
    if (!line && !isNewer && !isFaulty) fault(balances, lot, 'the lot is not there, but its events are');
    if (line && line.version > version && !isFaulty) {
      const words = `it has version ${line.version}, but the log has its events only up to version ${version}`;
      fault(balances, lot, words);
    }
  }
  for (const lot of lines.keys()) if (!folded.has(lot)) fault(balances, lot, 'no event made the lot');
}

/** A version has one event. */
function claim(balances: Balances, step: Step, { lot, version }: Step['changes'][number]): void {
  const { claims } = foldedOf(balances, lot);
  const other = claims.get(version);
  if (other === undefined) claims.set(version, step.position);
  else fault(balances, lot, `it claims version ${version} of the lot, as the event at position ${other} does`, step);
}

/** An event is applied when all of its lots have reached the version before it. */
function fold(balances: Balances, first: Step): void {
  const { waiting } = balances;
  const ready = [first];
  for (let step = ready.pop(); step; step = ready.pop()) {
    const missing = step.changes.find(({ lot, version }) => foldedOf(balances, lot).version < version - 1);
    if (missing) {
      const place = placeOf(missing.lot, missing.version - 1);
      waiting.set(place, [...(waiting.get(place) ?? []), step]);
      continue;
    }
    checkCorrected(balances, step);
    for (const { lot, version } of step.changes) {
      if (foldedOf(balances, lot).version !== version - 1) continue;
      apply(balances, step, lot);
      compare(balances, lot);
      ready.push(...(waiting.get(placeOf(lot, version)) ?? []));
      waiting.delete(placeOf(lot, version));
    }
  }
}

/** A correction changes its own lots and all those of the event that it corrects. */
function checkCorrected(balances: Balances, step: Step): void {
  if (step.corrects === undefined) return;
  const expected = lotsChanged(step.effects, balances.lotsOf.get(step.corrects));
  const named = step.changes.map(({ lot }) => lot);
  if (!isDeepStrictEqual(named, expected)) {
    balances.report.fault('balances', 'it changes other lots than what it corrects', {
      position: step.position,
      event: step.eventID,
    });
  }
}

const placeOf = (lot: string, version: number) => `${lot} ${version}`;

function apply(balances: Balances, step: Step, lot: string): void {
  const after = foldedOf(balances, lot);
  const ancestorsOf = (parent: string) => balances.folded.get(parent)?.state?.ancestors ?? [];
  after.version++;
  const effects = step.effects.filter((effect) => effect.lot === lot);
  const produced = effects.find((effect) => effect.kind === 'produce');
  after.entries = addLotEntry(after.entries, step.event, { moment: step.moment, effects });
  try {
    after.state =
      step.corrects === undefined
        ? effects.reduce<LotState | null>((s, effect) => applyEffect(s, effect, step.moment, ancestorsOf), after.state)
        : foldEntries(after.entries, after.state, step.event.eventID, ancestorsOf);
    after.organization = produced?.organization ?? after.organization;
    if (after.state && imbalance(after.state) !== 0) fault(balances, lot, 'after it the sums are wrong', step);
  } catch (error) {
    if (!after.isFaulty) fault(balances, lot, `the balance forbids it (${reasonOf(error)})`, step);
  }
}

function compare(balances: Balances, lot: string): void {
  const line = balances.lines.get(lot);
  const { version, state, organization, isFaulty } = foldedOf(balances, lot);
  if (line?.version !== version || isFaulty) return;
  balances.report.saw('balances');
  if (!state) return fault(balances, lot, 'no event made the lot');
  const wrong = differences({ ...line.state, organization: line.organization }, { ...state, organization });
  if (wrong.length > 0) fault(balances, lot, `its events make something else of ${wrong.join(', ')}`);
}

/** Of each lot the first version that nothing made, by the event that claims an impossible one or else the next. */
function reportGaps(balances: Balances, step: Step): void {
  for (const { lot, version } of step.changes) {
    const { version: reached, claims } = foldedOf(balances, lot);
    const isSuspect = version > claims.size || Math.max(...claims.keys()) <= claims.size;
    if (claims.has(reached + 1) || !isSuspect) continue;
    fault(balances, lot, `it claims version ${version} of the lot, but nothing made version ${reached + 1}`, step);
  }
}

function foldedOf({ folded }: Balances, lot: string): Folded {
  const known = folded.get(lot);
  if (known) return known;
  const fresh: Folded = {
    version: 0,
    state: null,
    organization: null,
    claims: new Map(),
    isFaulty: false,
    entries: [],
  };
  folded.set(lot, fresh);
  return fresh;
}

function fault(balances: Balances, lot: string, words: string, step?: Step): void {
  foldedOf(balances, lot).isFaulty = true;
  balances.report.fault('balances', words, { position: step?.position, event: step?.eventID, lot });
}

function differences(one: object, other: object): string[] {
  const [left, right] = [one, other].map((fields) => new Map<string, unknown>(Object.entries(fields)));
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter(
    (name) => left?.has(name) !== right?.has(name) || !isDeepStrictEqual(left?.get(name), right?.get(name)),
  );
}
