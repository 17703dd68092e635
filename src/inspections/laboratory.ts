/** What a laboratory's value says against its limit. Pure. */
import { compareDecimals } from './decimal.js';

export const comparisons = ['at-most', 'at-least', 'not-detected'] as const;
export type Comparison = (typeof comparisons)[number];
export type Verdict = 'conformant' | 'non_conformant';

/** @param value decimal text; null: not detected @param limit null only where nothing may be detected */
export function verdictOf(comparison: Comparison, value: string | null, limit: string | null): Verdict {
  return conforms(comparison, value, limit) ? 'conformant' : 'non_conformant';
}

function conforms(comparison: Comparison, value: string | null, limit: string | null): boolean {
  if (comparison === 'not-detected') return value === null;
  if (limit === null) return false;
  if (value === null) return comparison === 'at-most';
  const order = compareDecimals(value, limit);
  return comparison === 'at-most' ? order <= 0 : order >= 0;
}

/** One that does not conform is enough. */
export function verdictOfAll(verdicts: Verdict[]): Verdict {
  return verdicts.includes('non_conformant') ? 'non_conformant' : 'conformant';
}

const signs: Record<Comparison, string> = { 'at-most': '≤', 'at-least': '≥', 'not-detected': '' };

/** `Pb 0.02 mg/kg (≤ 0.1)`; a dash stands for nothing that was detected. */
export function wordsOfMeasured(measured: {
  parameter: string;
  value: string | null;
  unit?: string | null;
  comparison: Comparison;
  limit: string | null;
}): string {
  const { parameter, value, unit, comparison, limit } = measured;
  const asked = limit === null ? '(–)' : `(${signs[comparison]} ${limit})`;
  return [parameter, value ?? '–', value === null ? null : unit, asked].filter(Boolean).join(' ');
}
