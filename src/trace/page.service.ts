/** All that the page of a chain shows, read from the store. */
import { inSlices } from '../db.js';
import { type Lot } from '../lots/lot.model.js';
import { type LotNames } from '../lots/lot-table.js';
import { type Actor } from '../policy.js';
import { namesOfOrganizations } from '../registry/organization.service.js';
import { productsById } from '../registry/product.service.js';
import { pageSize } from '../registry/records.js';
import { chainOf, detailsOf } from './chain.service.js';
import { columnsOf, type Column } from './drawn.js';
import { choicesOf, fitting, readTraceQuery, type Choices } from './filter.js';
import { narrowed, rowsOf, type ChainLot, type Graph, type TracedLot, type TraceRow } from './graph.js';
import { mostSources, sourcesOf, type Sources } from './sources.service.js';

export type Asked = ReturnType<typeof readTraceQuery>['asked'];

/** A row of the table with all that is shown of its lot. */
export interface ShownRow {
  lot: TracedLot;
  step: number;
  parents: string[];
  depth: number;
}

export interface TracePage {
  lot: Lot;
  /** The whole chain, and what the filter leaves of it. */
  chain: Graph;
  shown: Graph;
  /** Lots that fit the filter by themselves, and not because they are on the way to one. */
  fitting: ReadonlySet<string>;
  asked: Asked;
  /** Why the filter was not taken, else null. */
  faults: ReturnType<typeof readTraceQuery>['faults'];
  choices: Choices;
  names: LotNames;
  columns: Column[];
  sources: Sources;
  /** All that is shown of the lots that are drawn or stand in the rows. */
  lots: ReadonlyMap<string, TracedLot>;
  /** A page of the rows of the table, of all. */
  rows: ShownRow[];
  total: number;
}

/** @param rowsAtOnce of the table */
export async function tracePageOf(
  lot: Lot,
  actor: Actor,
  query: Record<string, unknown>,
  rowsAtOnce = pageSize,
): Promise<TracePage> {
  const chain = await chainOf(lot, actor);
  const choices = choicesOf(chain);
  const { asked, faults } = readTraceQuery(query, choices);
  const { graph: shown, fitting: fit } = narrowed(chain, fitting(asked));
  const columns = columnsOf(shown);
  const all = rowsOf(shown);
  const rows = all.slice(asked.offset, asked.offset + rowsAtOnce);
  const drawn = columns.flatMap(({ ids }) => ids);
  const lots = await detailsOf([...drawn, ...rows.map(({ node }) => node.lot._id)], chain);
  const [names, sources] = await Promise.all([
    namesFor(choices),
    sourcesOf(
      drawn.flatMap((id) => lots.get(id) ?? []),
      beginnings(all),
    ),
  ]);
  return {
    ...{ lot, chain, shown, fitting: fit, asked, faults, choices, names, columns, sources },
    lots,
    rows: rows.flatMap(({ node, depth }) => {
      const of = lots.get(node.lot._id);
      return of ? { lot: of, step: node.step, parents: node.parents, depth } : [];
    }),
    total: all.length,
  };
}

/** Raw material of the lot, the nearest. */
function beginnings(rows: TraceRow[]): ChainLot[] {
  return rows
    .filter(({ node }) => node.step <= 0 && node.lot.parents.length === 0)
    .sort((one, other) => other.node.step - one.node.step)
    .slice(0, mostSources)
    .map(({ node }) => node.lot);
}

async function namesFor({ organizations, products }: Choices): Promise<LotNames> {
  const [named, known] = await Promise.all([
    inSlices(organizations, async (ids) => [...(await namesOfOrganizations(ids))]),
    inSlices(products, async (ids) => [...(await productsById(ids))]),
  ]);
  return { organizations: new Map(named), products: new Map(known) };
}
