/** What narrows a chain: a time, an organisation, a product. */
import { z } from 'zod';
import { config } from '../config.js';
import { addDays, day } from '../epcis/time.js';
import { checkAlways } from '../http/check-always.js';
import { withoutEmpty } from '../http/filter.js';
import { lang, offset } from '../http/query.js';
import { inOrder } from '../registry/fields.js';
import { type Graph, type ChainLot } from './graph.js';

export const zooms = ['50', '75', '100', '150'] as const;

const reference = z.string().min(1, 'required').max(60);

export const traceQuery = z
  .strictObject({
    from: day.optional().meta({ description: 'First day on which something is to be known of a lot' }),
    to: day.optional().meta({ description: 'Last day' }),
    organization: reference.optional().meta({ description: 'Organisation that made, had or has it' }),
    product: reference.optional().meta({ description: 'Identifier of a product' }),
    zoom: z.enum(zooms, 'bad-choice').default('100').meta({ description: 'Size of the drawing in per cent' }),
    offset: offset(),
    lang,
  })
  .check(checkAlways(({ value, issues }) => inOrder(value.from, value.to, ['to'], issues)));
type TraceQuery = z.output<typeof traceQuery>;
export type TraceFilter = Pick<TraceQuery, 'from' | 'to' | 'organization' | 'product'>;

export interface Choices {
  organizations: string[];
  products: string[];
}

/** Organisations and products that occur in a chain. */
export function choicesOf({ nodes }: Graph): Choices {
  const [organizations, products] = [new Set<string>(), new Set<string>()];
  for (const { lot } of nodes.values()) {
    products.add(lot.product);
    organizations.add(lot.organization);
    for (const party of lot.parties) organizations.add(party);
  }
  return { organizations: [...organizations], products: [...products] };
}

/**
 * What an address asks of a chain; a field left empty in a form counts as none. With every fault at once: `bad-choice`
 * for an organisation or product that has no part in the chain.
 */
export function readTraceQuery(
  query: Record<string, unknown>,
  choices: Choices,
): { asked: TraceQuery; faults: z.ZodError | null } {
  const given = withoutEmpty(query);
  const { data, error } = traceQuery.safeParse(given, { reportInput: true });
  const issues = [...(error?.issues ?? []), ...unknownChoices(given, choices)];
  const isGood = data !== undefined && issues.length === 0;
  return { asked: isGood ? data : traceQuery.parse({}), faults: isGood ? null : new z.ZodError(issues) };
}

function unknownChoices(given: Record<string, unknown>, choices: Choices): z.core.$ZodIssue[] {
  const lists = { organization: choices.organizations, product: choices.products };
  return Object.entries(lists).flatMap(([field, list]) => {
    const value = given[field];
    if (typeof value !== 'string' || list.includes(value)) return [];
    return { code: 'custom' as const, message: 'bad-choice', path: [field], input: value };
  });
}

export function isNarrow({ from, to, organization, product }: TraceFilter): boolean {
  return [from, to, organization, product].some((field) => field !== undefined);
}

/** True for a lot of which something was recorded in the time, by or for the organisation, of the product. */
export function fitting({ from, to, organization, product }: TraceFilter): (lot: ChainLot) => boolean {
  const start = from && startOf(from);
  const end = to && startOf(addDays(to, 1));
  return (lot) =>
    (!start || lot.lastEventTime >= start) &&
    (!end || lot.firstEventTime < end) &&
    (!product || lot.product === product) &&
    (!organization || lot.organization === organization || lot.parties.includes(organization));
}

/** The instant at which a day begins here. */
function startOf(date: string): string {
  return new Date(`${date}T00:00:00${config.utcOffset}`).toISOString();
}
