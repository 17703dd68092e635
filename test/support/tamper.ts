/** What a tamper is, and the tools to make one. */
import { type EpcisEvent } from '../../src/epcis/vocabulary.js';
import { type Fault } from '../../scripts/verify/report.js';
import { linesOf, seal, type Line, type Random, type Row, type TestLedger } from './ledger.js';

export interface Tampered {
  bytes: Buffer;
  what: string;
  /** True when the fault is named as it must be. */
  isNamed: (fault: Fault) => boolean;
}

export interface Target {
  ledger: TestLedger;
  lines: Line[];
  bytes: Buffer;
  /** Entries that were seen before. */
  seen: number;
}

export type Entry = {
  position: number;
  eventID: string;
  commitment: string;
  nonce: string;
  lots: string[];
  versions: number[];
} & {
  event: EpcisEvent & Record<string, unknown>;
};

export const isEntry = (line: Line): boolean => 'position' in line;
export const entriesOf = (lines: Line[]) => lines.filter(isEntry) as unknown as Entry[];
export const at = (position: number) => (fault: Fault) => fault.position === position;
export const anywhere = () => true;

/** Of the event, its position, or a lot of it. */
export const about =
  ({ position, eventID, lots }: Entry) =>
  (fault: Fault) =>
    fault.position === position || fault.event === eventID || (fault.lot !== undefined && lots.includes(fault.lot));

export type Tamper = (target: Target, random: Random) => Tampered | null;

export const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)] as T;

/** Changes a copy of the lines; `change` returns what they become and where that must be found. */
export function onLines(
  what: string,
  change: (lines: Line[], target: Target, random: Random) => Tampered['isNamed'] | null,
): Tamper {
  return (target, random) => {
    const lines = structuredClone(target.lines);
    const isNamed = change(lines, target, random);
    return isNamed && { what, bytes: seal(lines), isNamed };
  };
}

export const replace = (lines: Line[], made: Line[]) => void lines.splice(0, lines.length, ...made);
export const renumber = (lines: Line[]) =>
  entriesOf(lines).forEach((entry, position) => Object.assign(entry, { position }));

/** A rewritten history, signed by the operator. */
export function byOperator(
  what: string,
  change: (rows: Row[], target: Target, random: Random) => Tampered['isNamed'] | null,
): Tamper {
  return (target, random) => {
    const rows = structuredClone(target.ledger.rows).map((row) => ({ ...row, nonce: Buffer.from(row.nonce) }));
    const isNamed = change(rows, target, random);
    if (!isNamed) return null;
    try {
      return { what, bytes: seal(linesOf({ ...target.ledger, rows })), isNamed };
    } catch {
      return null; // the balance no longer allows what comes later: an operator would leave that alone
    }
  };
}
