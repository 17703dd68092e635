/**
 * What in the scans of a label hints at a copy. The rules are data: what counts, from how much on, how grave it is. Each
 * gives the facts of its sentence, `clones.rules.{rule}` in the tables of words, and leaves the judgement to people.
 */
import { codeOf, distinctPlaces, kilometresBetween, type Place } from './place.js';

/** One look at a label. History holds the looks before, at most the latest fifty. */
export interface Look extends Place {
  at: Date;
  /** Hash of the address, the same for one address on one day (UTC). */
  reader: string;
  /** Hash of the address's network, likewise; absent in looks that were recorded without. */
  network?: string | null;
  verdict?: string;
}

/** What the events say of the unit. Absent where nothing is recorded, which accuses nobody. */
export interface Life {
  issuedAt?: Date | undefined;
  /** Null while the label is recorded as issued or printed, and not as applied to a package. */
  appliedAt?: Date | null | undefined;
  soldAt?: Date | undefined;
  voidedAt?: Date | undefined;
  recalledAt?: Date | undefined;
  /** When the blank label was issued that no lot has taken: it is on goods, or on its way there, unknown to the ledger. */
  unboundSince?: Date | undefined;
  /** The serial was never issued: which unit of the lot it names, from 1, and how many there are. */
  unissued?: { number: number; issued: number; isSealed: boolean } | undefined;
}

/** Values of a sentence: instants in ISO 8601, places as {@link codeOf} writes them. */
export type Facts = Record<string, string | number | string[]>;

interface Rule {
  /** `warn` makes the page say "look again"; `note` is told below the verdict. */
  severity: 'warn' | 'note';
}

/** Thresholds that are reached when the figure is exceeded, unless they say "least". */
export const cloneRules = {
  'too-far': { severity: 'warn', withinHours: 24, leastKm: 200, mostKmPerHour: 900 },
  'many-places': { severity: 'warn', withinHours: 24, most: 3 },
  'many-networks': { severity: 'note', withinHours: 24, most: 19 },
  burst: { severity: 'note', withinMinutes: 10, most: 29 },
  'before-applied': { severity: 'warn', graceHours: 24 }, // whoever prints tries one
  unbound: { severity: 'note', graceHours: 24, most: 1 }, // one who tries what lies ready is none
  'after-sold': { severity: 'note', graceDays: 90 }, // whoever bought it looks again at home
  void: { severity: 'warn' },
  recalled: { severity: 'note', graceDays: 7 }, // at the news everybody looks
  'not-issued': { severity: 'note', withinHours: 24, most: 2 }, // a digit mistyped is no attempt
  'sealed-not-issued': { severity: 'warn' }, // nobody can guess a seal
} as const satisfies Record<string, Rule & Record<string, number | string>>;

export type RuleName = keyof typeof cloneRules;
export const ruleNames = Object.keys(cloneRules) as [RuleName, ...RuleName[]];

export interface Suspicion {
  rule: RuleName;
  facts: Facts;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

type Check = (history: Look[], scan: Look, life: Life) => Facts | null;

/** Facts where a rule is broken, null where it is not. */
const checks: Record<RuleName, Check> = {
  'too-far': tooFar,
  'many-places': (history, scan) => {
    const { withinHours, most } = cloneRules['many-places'];
    const looks = [...near(history, scan, withinHours * hourMs), scan].sort((one, other) => +one.at - +other.at);
    const places = distinctPlaces([...new Map(looks.map((look) => [look.reader, look])).values()]); // the last of each
    return places.length > most ? { count: places.length, hours: withinHours, places } : null;
  },
  'many-networks': (history, scan) => {
    const { withinHours, most } = cloneRules['many-networks'];
    const looks = [...near(history, scan, withinHours * hourMs), scan];
    const { size: count } = new Set(looks.flatMap(({ network }) => network ?? []));
    return count > most ? { count, hours: withinHours } : null;
  },
  burst: (history, scan) => {
    const { withinMinutes, most } = cloneRules.burst;
    const looks = near(history, scan, withinMinutes * minuteMs);
    const count = 1 + looks.filter(({ network }) => network && network === scan.network).length;
    return count > most ? { count, minutes: withinMinutes } : null;
  },
  'before-applied': (_history, { at }, { issuedAt, appliedAt }) => {
    if (appliedAt === undefined || (appliedAt && appliedAt <= at)) return null;
    const grace = cloneRules['before-applied'].graceHours * hourMs;
    return issuedAt && at.getTime() - issuedAt.getTime() <= grace ? null : {};
  },
  unbound: (history, scan, { unboundSince }) => {
    const { graceHours, most } = cloneRules.unbound;
    if (!unboundSince) return null;
    const looks = [...history, scan].filter(({ at }) => at.getTime() - unboundSince.getTime() > graceHours * hourMs);
    const { size: count } = new Set(looks.map(({ reader }) => reader));
    return looks.includes(scan) && count > most ? { count, date: unboundSince.toISOString() } : null;
  },
  'after-sold': (_history, { at }, { soldAt }) => daysAfter(soldAt, at, cloneRules['after-sold'].graceDays),
  void: (_history, { at }, { voidedAt }) => daysAfter(voidedAt, at, 0),
  recalled: (_history, { at }, { recalledAt }) => daysAfter(recalledAt, at, cloneRules.recalled.graceDays),
  'not-issued': (history, scan, { unissued }) => {
    const { withinHours, most } = cloneRules['not-issued'];
    if (!unissued || unissued.isSealed) return null;
    const tries = near(history, scan, withinHours * hourMs).filter(({ verdict }) => verdict === 'not-issued');
    const count = 1 + tries.length;
    return count > most ? { count, hours: withinHours, number: unissued.number, issued: unissued.issued } : null;
  },
  'sealed-not-issued': (_history, _scan, { unissued }) =>
    unissued?.isSealed ? { number: unissued.number, issued: unissued.issued } : null,
};

/**
 * The rules that a scan breaks, with the facts of each.
 * @param history the looks at the same label before this one, in any order
 */
export function suspicionsOf(history: Look[], scan: Look, life: Life): Suspicion[] {
  return ruleNames.flatMap((rule) => {
    const facts = checks[rule](history, scan, life);
    return facts ? [{ rule, facts }] : [];
  });
}

/** Looks not farther from this one in time; two processes may record them in either order. */
function near(history: Look[], { at }: Look, milliseconds: number): Look[] {
  return history.filter((look) => Math.abs(at.getTime() - look.at.getTime()) <= milliseconds);
}

/** The pair that is hardest to believe. One address is one reader, wherever he says that he is. */
function tooFar(history: Look[], scan: Look): Facts | null {
  const { withinHours, leastKm, mostKmPerHour } = cloneRules['too-far'];
  const jumps = near(history, scan, withinHours * hourMs).flatMap((look) => {
    const km = look.reader === scan.reader ? null : kilometresBetween(look, scan);
    const hours = Math.abs(scan.at.getTime() - look.at.getTime()) / hourMs;
    return km !== null && km >= leastKm && km > mostKmPerHour * hours ? [{ look, km, hours }] : [];
  });
  const [worst] = jumps.sort(
    (one, other) => other.km - mostKmPerHour * other.hours - one.km + mostKmPerHour * one.hours,
  );
  if (!worst) return null;
  const [first, second] = worst.look.at <= scan.at ? [worst.look, scan] : [scan, worst.look];
  const minutes = Math.max(Math.round(worst.hours * 60), 1);
  return { from: codeOf(first) ?? '', to: codeOf(second) ?? '', km: Math.round(worst.km), minutes };
}

/** Null until the days of grace are over. */
function daysAfter(since: Date | undefined, at: Date, graceDays: number): Facts | null {
  if (!since || at.getTime() - since.getTime() <= graceDays * dayMs) return null;
  return { date: since.toISOString(), days: Math.floor((at.getTime() - since.getTime()) / dayMs) };
}
