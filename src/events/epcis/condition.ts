/** What a query asks of an event. Every condition is tested on the facts; the best one also leads into the index. */
import { type Facts } from './facts.js';

export type Condition =
  | {
      /** The event says one of the terms, or one that fits a pattern. */
      kind: 'says';
      terms: string[];
      patterns?: { field: string; expression: RegExp }[];
      /** Where there are patterns: terms of which the event says one in any case, or null for too wide a pattern. */
      lead?: string[] | null;
    }
  | { kind: 'value'; fields: string[]; holds: Comparison; bounds: number[] }
  | { kind: 'time'; field: 'eventTime' | 'recordTime'; holds: Comparison; bound: Date };

const comparisons = {
  EQ: (value: number, bound: number) => value === bound,
  GT: (value: number, bound: number) => value > bound,
  GE: (value: number, bound: number) => value >= bound,
  LT: (value: number, bound: number) => value < bound,
  LE: (value: number, bound: number) => value <= bound,
} as const;
export type Comparison = keyof typeof comparisons;

/** Indexed terms of which every event that meets the condition says one; null where there are none. */
export function leadOf(condition: Condition): string[] | null {
  if (condition.kind === 'time') return null;
  if (condition.kind === 'value') return condition.fields;
  return condition.lead === undefined ? condition.terms : condition.lead;
}

export interface Dated {
  eventTime: Date;
  recordTime: Date;
}

export function isMet(condition: Condition, facts: Facts, dated: Dated): boolean {
  switch (condition.kind) {
    case 'says':
      return condition.terms.some((term) => facts.terms.has(term)) || fitsPattern(condition.patterns ?? [], facts);
    case 'value':
      return condition.fields.some((field) => {
        const holds = (value: number) => condition.bounds.some((bound) => comparisons[condition.holds](value, bound));
        return facts.values.get(field)?.some(holds) ?? false;
      });
    case 'time':
      return comparisons[condition.holds](dated[condition.field].getTime(), condition.bound.getTime());
  }
}

function fitsPattern(patterns: { field: string; expression: RegExp }[], { terms }: Facts): boolean {
  return patterns.some(({ field, expression }) => {
    for (const term of terms) {
      if (term.startsWith(`${field}=`) && expression.test(term.slice(field.length + 1))) return true;
    }
    return false;
  });
}
