/** A query as it comes in an address or in the body of a named query, read by the table of parameters. */
import { DomainError } from '../../errors.js';
import { type Condition } from './condition.js';
import { instantIn } from './terms.js';
import { namesOf, parameters, type Parameter } from './parameters.js';

export interface Query {
  conditions: Condition[];
  orderBy: 'eventTime' | 'recordTime';
  /** An extension by which the answer is ordered instead, under each of its names; else null. */
  orderByExtension: string[] | null;
  descending: boolean;
  /** Only so many of the first ones. */
  eventCountLimit: number | null;
  /** More than so many are refused. */
  maxEventCount: number | null;
}

/** Values by parameter: what is asked. */
export type Asked = ReadonlyMap<string, readonly string[]>;

const most = 100; // values of one parameter
const controls = ['orderBy', 'orderDirection', 'eventCountLimit', 'maxEventCount'];

/** A name with its prefix, or in full. */
export const extensionName = /^[^\s:]+:\S+$/;

const readers = parameters.map((parameter) => ({ parameter, name: namePattern(parameter.name) }));

function namePattern(name: string): RegExp {
  const kinds: Record<string, string> = { '{uom}': '([A-Z0-9]{2,4})', '{field}': '([^\\s:]+:\\S+)', '{type}': '(.+)' };
  return new RegExp(`^${name.replace(/\{\w+\}/, (blank) => kinds[blank] ?? '(.+)')}$`);
}

/** @throws DomainError `query-parameter` that names the first parameter that is unknown or does not fit */
export function readQuery(asked: Asked): Query {
  const conditions = [...asked].flatMap(([name, values]) => {
    if (controls.includes(name)) return [];
    if (values.length > most) throw refused(name);
    return readCondition(name, [...values]) ?? [];
  });
  return { conditions, ...readControls(asked, conditions) };
}

/** Undefined where the value says that nothing is asked: `EXISTS_errorDeclaration=false`. */
function readCondition(name: string, values: string[]): Condition | undefined {
  for (const reader of readers) {
    const [matched, ...filled] = reader.name.exec(name) ?? [];
    if (matched === undefined) continue;
    if (reader.parameter.takes === 'presence' && values.every((value) => value === 'false')) return undefined;
    const condition = fits(reader.parameter, values) ? reader.parameter.ask(values.map(timeAsMeant), filled) : null;
    if (!condition) throw refused(name);
    return condition;
  }
  throw refused(name);
}

function fits({ name, takes }: Parameter, values: string[]): boolean {
  const isOne = values.length === 1;
  if (takes === 'presence') return values.every((value) => ['', 'true', '1', 'null'].includes(value));
  if (takes === 'boolean') return isOne && /^(true|false)$/.test(values[0] ?? '');
  if (name === 'EQ_action' && values.some((value) => !/^(ADD|OBSERVE|DELETE)$/.test(value))) return false;
  if (takes === 'texts') return values.length > 0 && values.every((value) => value !== '');
  return takes === 'numbers' ? values.length > 0 : isOne;
}

/** The `+` of an offset, which an address gives as a space when it was not encoded. */
function timeAsMeant(value: string): string {
  const time = value.replace(/ (?=\d\d:\d\d$)/, '+');
  return instantIn(time) === null ? value : time;
}

function readControls(asked: Asked, conditions: Condition[]): Omit<Query, 'conditions'> {
  const one = (name: string) => {
    const values = asked.get(name);
    if (values && values.length !== 1) throw refused(name);
    return values?.[0];
  };
  const count = (name: string) => {
    const text = one(name);
    if (text === undefined) return null;
    if (!/^[1-9]\d{0,8}$/.test(text)) throw refused(name);
    return Number(text);
  };
  const [orderBy, direction] = [one('orderBy'), one('orderDirection')];
  const isTime = orderBy === 'eventTime' || orderBy === 'recordTime';
  if (orderBy !== undefined && !isTime && !extensionName.test(orderBy)) throw refused('orderBy');
  if (direction !== undefined && direction !== 'ASC' && direction !== 'DESC') throw refused('orderDirection');
  const [eventCountLimit, maxEventCount] = [count('eventCountLimit'), count('maxEventCount')];
  if (eventCountLimit !== null && (maxEventCount !== null || !orderBy)) throw refused('eventCountLimit');
  return {
    orderBy: isTime ? orderBy : usualOrder(conditions),
    orderByExtension: orderBy === undefined || isTime ? null : namesOf(orderBy),
    descending: orderBy !== undefined && direction !== 'ASC',
    eventCountLimit,
    maxEventCount,
  };
}

/**
 * Without orderBy any order is right: by record time a page stays where it is while new events come, by event time is
 * sooner found what is asked for by that alone.
 */
function usualOrder(conditions: Condition[]): Query['orderBy'] {
  const asks = (field: string) => conditions.some((each) => each.kind === 'time' && each.field === field);
  return asks('eventTime') && !asks('recordTime') ? 'eventTime' : 'recordTime';
}

/** What belongs to the page and not to the query. */
const ofPage = ['perPage', 'nextPageToken'];

/** Values in an address are parted by `|`; a parameter may also come several times. */
export function askedInAddress(address: URLSearchParams, except: readonly string[] = []): Asked {
  const asked = new Map<string, string[]>();
  for (const [name, text] of address) {
    if (ofPage.includes(name) || except.includes(name)) continue;
    asked.set(name, [...(asked.get(name) ?? []), ...text.split('|')]);
  }
  return asked;
}

/** @throws DomainError `query-parameter` for a value that is neither text, number, truth nor a list of them */
export function askedInBody(body: Record<string, unknown>): Asked {
  const entries = Object.entries(body).filter(([name]) => name !== '@context');
  return new Map(
    entries.map(([name, value]) => {
      const values = [value].flat();
      if (values.some((each) => typeof each === 'object' && each !== null)) throw refused(name);
      return [name, values.map(String)];
    }),
  );
}

export function refused(parameter: string): DomainError {
  return new DomainError('query-parameter', { parameter: parameter.slice(0, 200) }, parameter.slice(0, 200));
}
