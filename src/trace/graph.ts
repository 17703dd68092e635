/**
 * The chain of a lot: everything it was made of and everything made of it, each with its step from the lot. Pure. What
 * the store says in a circle (other systems can) is walked once.
 */
import { type Lot } from '../lots/lot.model.js';

const fields = [
  ...(['code', 'product', 'organization', 'uom', 'produced', 'onHand', 'inTransit', 'consumed', 'sold'] as const),
  ...(['destroyed', 'lost', 'parents', 'parties', 'heldBy', 'recalledBy', 'expiresOn'] as const),
  ...(['firstEventTime', 'lastEventTime'] as const),
];

/** What is read of a lot that is shown: its ancestors and labels may be long. */
export type TracedLot = Pick<Lot, '_id' | (typeof fields)[number]>;
export const tracedFields = Object.fromEntries(fields.map((field) => [field, 1])) as Record<string, 1>;

const chainFields = [
  ...(['product', 'organization', 'parents', 'parties', 'heldBy', 'recalledBy'] as const),
  ...(['firstEventTime', 'lastEventTime'] as const),
];

/** What is read of every lot of a chain, of which there may be thousands: how it hangs together, what filters it. */
export type ChainLot = Pick<Lot, '_id' | (typeof chainFields)[number]>;
export const fieldsOfChain = Object.fromEntries(chainFields.map((field) => [field, 1])) as Record<string, 1>;

export interface TraceNode {
  lot: ChainLot;
  /** Steps from the lot that is traced, by the longest way: below 0 what it was made of, above what was made of it. */
  step: number;
  /** Neighbours in the graph. */
  parents: string[];
  children: string[];
}

export interface Graph {
  root: string;
  nodes: ReadonlyMap<string, TraceNode>;
}

export type Next = (id: string) => readonly string[];

/** @param lots among which the chain is looked for; those that no way leads to are left out */
export function graphOf(root: ChainLot, lots: readonly ChainLot[]): Graph {
  const known = new Map([root, ...lots].map((lot) => [lot._id, lot]));
  const parents = new Map(
    [...known].map(([id, lot]) => [id, [...new Set(lot.parents)].filter((one) => known.has(one))]),
  );
  const children = new Map<string, string[]>();
  for (const [id, of] of parents) for (const parent of of) push(children, parent, id);
  const back = stepsFrom(root._id, (id) => parents.get(id) ?? []);
  const forward = stepsFrom(root._id, (id) => children.get(id) ?? []);
  const steps = new Map([...forward, ...[...back].map(([id, step]) => [id, -step] as const), [root._id, 0] as const]);
  const within = (ids: string[] | undefined) => (ids ?? []).filter((id) => steps.has(id));
  const nodes = [...steps].flatMap(([id, step]) => {
    const lot = known.get(id);
    return lot
      ? [[id, { lot, step, parents: within(parents.get(id)), children: within(children.get(id)) }] as const]
      : [];
  });
  return { root: root._id, nodes: new Map(nodes) };
}

function push(lists: Map<string, string[]>, key: string, entry: string): void {
  const list = lists.get(key);
  if (list) list.push(entry);
  else lists.set(key, [entry]);
}

/** The longest way to each that can be reached; an edge that leads back is not walked. */
function stepsFrom(root: string, next: Next): Map<string, number> {
  const order = walk(root, next).after.toReversed();
  const place = new Map(order.map((id, index) => [id, index]));
  const steps = new Map(order.map((id) => [id, 0]));
  for (const [index, id] of order.entries()) {
    for (const other of next(id)) {
      if ((place.get(other) ?? 0) > index) {
        steps.set(other, Math.max(steps.get(other) ?? 0, (steps.get(id) ?? 0) + 1));
      }
    }
  }
  return steps;
}

/** Depth first, without recursion: a chain may be thousands of lots long. */
export function walk(root: string, next: Next): { before: { id: string; depth: number }[]; after: string[] } {
  const before = [{ id: root, depth: 0 }];
  const after: string[] = [];
  const seen = new Set([root]);
  const stack = [{ id: root, others: next(root), at: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const other = top.others[top.at++];
    if (other === undefined) {
      after.push(top.id);
      stack.pop();
    } else if (!seen.has(other)) {
      seen.add(other);
      before.push({ id: other, depth: stack.length });
      stack.push({ id: other, others: next(other), at: 0 });
    }
  }
  return { before, after };
}

export interface TraceRow {
  node: TraceNode;
  /** Of the indentation: 0 for the lot itself. */
  depth: number;
}

/**
 * The lot, then what it was made of, then what was made of it: each tree from the lot outwards, in the order of time.
 * What only a circle leads to stands last.
 */
export function rowsOf({ root, nodes }: Graph): TraceRow[] {
  const sorted = (ids: readonly string[] = []) =>
    ids
      .flatMap((id) => nodes.get(id)?.lot ?? [])
      .sort(inTime)
      .map(({ _id }) => _id);
  const back = walk(root, (id) => sorted(nodes.get(id)?.parents)).before;
  const forward = walk(root, (id) => sorted(nodes.get(id)?.children)).before;
  const rest = [...nodes.keys()].map((id) => ({ id, depth: 1 }));
  const rows = new Map<string, TraceRow>();
  for (const { id, depth } of [...back, ...forward, ...rest]) {
    const node = nodes.get(id);
    if (node && !rows.has(id)) rows.set(id, { node, depth });
  }
  return [...rows.values()];
}

/** The oldest first. */
export function inTime(one: ChainLot, other: ChainLot): number {
  return compare(one.firstEventTime, other.firstEventTime) || compare(one._id, other._id);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * The part of a graph in which every lot fits or is on the way to one that does. The lot itself stays.
 * @returns `fitting`: those that fit by themselves
 */
export function narrowed(graph: Graph, fits: (lot: ChainLot) => boolean): { graph: Graph; fitting: Set<string> } {
  const all = [...graph.nodes.values()];
  const fitting = new Set(all.filter(({ lot }) => fits(lot)).map(({ lot }) => lot._id));
  const kept = new Set([graph.root, ...fitting]);
  for (const { lot, step, parents, children } of all.toSorted(
    (one, other) => Math.abs(other.step) - Math.abs(one.step),
  )) {
    if (!kept.has(lot._id)) continue;
    const nearer = (id: string) => Math.abs(graph.nodes.get(id)?.step ?? Infinity) < Math.abs(step);
    for (const id of step > 0 ? parents : children) if (nearer(id)) kept.add(id);
  }
  const within = (ids: string[]) => ids.filter((id) => kept.has(id));
  const nodes = all
    .filter(({ lot }) => kept.has(lot._id))
    .map(
      (node) => [node.lot._id, { ...node, parents: within(node.parents), children: within(node.children) }] as const,
    );
  return { graph: { root: graph.root, nodes: new Map(nodes) }, fitting };
}
