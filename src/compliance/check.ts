/** The completeness of a lot for a market: what is there, what is missing, and which record lacks it. Pure. */
import { conditions, type Condition } from './conditions.js';
import { type LotFacts } from './facts.js';
import { type Finding, type Subject, type Value } from './finding.js';
import { type Rule } from './rule.js';
import { rulesFor } from './rules.js';
import { sources, type Market, type Source } from './sources.js';

/**
 * `there`: all of it; `missing`: a part of it at least; `none`: asked only where there is such a thing, and nothing is
 * recorded; `not-kept`: this server has no place for it; `not-applicable`: not asked of this lot.
 */
export const rowStates = ['there', 'missing', 'none', 'not-kept', 'not-applicable'] as const;
export type RowState = (typeof rowStates)[number];

/** What a reader learns of a finding. Of a record that may not be read neither its name nor its value. */
export interface Told {
  part: Finding['part'];
  kind: Subject['kind'];
  /** Empty where it may not be read. */
  id: string;
  name: Subject['name'];
  /** Who keeps the record, and so must add what is missing; null where the reader does not know of them. */
  keeper: { id: string; name: string } | null;
  /** Null where it is missing, and where it may not be read. */
  value: Value | null;
}

export interface CheckedRow {
  rule: Rule;
  state: RowState;
  /** Why it is not asked of this lot. */
  unless: Condition | null;
  present: Told[];
  missing: Told[];
}

export interface CheckedSource {
  source: Source;
  rows: CheckedRow[];
  /** Of the rows that are asked of this lot: how many are there, and all of them. */
  complete: number;
  asked: number;
}

export interface CheckedLot {
  lot: string;
  market: Market;
  sources: CheckedSource[];
}

export function checkLot(facts: LotFacts, market: Market): CheckedLot {
  const rows = rulesFor(market).map((rule) => checkRule(rule, facts));
  return {
    lot: facts.lot._id,
    market,
    sources: sources.flatMap((source) => {
      const own = rows.filter(({ rule }) => rule.source === source.id);
      return own.length === 0 ? [] : { source, rows: own, ...countsOf(own) };
    }),
  };
}

function countsOf(rows: CheckedRow[]): { complete: number; asked: number } {
  const asked = rows.filter(({ state }) => ['there', 'missing', 'not-kept'].includes(state));
  return { complete: asked.filter(({ state }) => state === 'there').length, asked: asked.length };
}

export function checkRule(rule: Rule, facts: LotFacts): CheckedRow {
  const unless = rule.when.find((condition) => !conditions[condition](facts)) ?? null;
  if (unless) return { rule, state: 'not-applicable', unless, present: [], missing: [] };
  if (rule.asked === 'not-kept') return { rule, state: 'not-kept', unless, present: [], missing: [] };
  const found = rule.check(facts);
  const present = found.filter(({ value }) => value !== null);
  const missing = found.filter(({ value }) => value === null);
  const isOptional = rule.asked === 'if-any';
  const state = present.length > 0 && (isOptional || missing.length === 0) ? 'there' : isOptional ? 'none' : 'missing';
  return {
    rule,
    state,
    unless,
    present: tell(present, facts),
    missing: state === 'missing' ? tell(missing, facts) : [],
  };
}

/** What is the same of the same record is told once: one zone serves many harvests. */
function tell(findings: Finding[], facts: LotFacts): Told[] {
  const told = findings.map((finding) => tellOne(finding, facts));
  return [...new Map(told.map((each) => [JSON.stringify(each), each])).values()];
}

function tellOne(finding: Finding, facts: LotFacts): Told {
  const { part, subject, value } = finding;
  const { kind, id, organization, name } = subject;
  const known = isAcquainted(organization, facts) ? facts.organizations.get(organization ?? '') : undefined;
  const keeper = known ? { id: known._id, name: known.name } : null;
  const told = { part, kind, keeper, value: isTold(finding, facts) ? value : null };
  return isReadable(finding, facts) ? { ...told, id, name } : { ...told, id: '', name: null };
}

function isReadable({ subject, lot }: Omit<Finding, 'part'>, { readable }: LotFacts): boolean {
  return readable.has(subject.id) && (lot === undefined || readable.has(lot));
}

function isAcquainted(organization: string | null, { acquainted }: LotFacts): boolean {
  return organization !== null && acquainted.has(organization);
}

/** The value may be told: the record may be read, or it is the name of an organisation that the reader knows. */
export function isTold(finding: Finding, facts: LotFacts): boolean {
  const isName = finding.subject.kind === 'organization' && ['party', 'business-name'].includes(finding.part);
  return isReadable(finding, facts) || (isName && isAcquainted(finding.subject.organization, facts));
}
