/** Which lots of a chain are drawn and where: the nearest ones, a column a step, oldest material left. Pure. */
import { inTime, type Graph, type ChainLot, type TraceNode } from './graph.js';

export interface Column {
  step: number;
  ids: string[];
  /** Lots of this step that are not drawn; of the outermost column those beyond it too. */
  more: number;
}

/** A drawing of more would be no help: the table has all of them. */
export const limits = { column: 24, side: 120 };

/** The columns from left to right. */
export function columnsOf(graph: Graph): Column[] {
  const root: Column = { step: 0, ids: [graph.root], more: 0 };
  return [...sideOf(graph, -1).toReversed(), root, ...sideOf(graph, 1)];
}

function sideOf(graph: Graph, sign: -1 | 1): Column[] {
  const steps = new Map<number, TraceNode[]>();
  for (const node of graph.nodes.values()) {
    if (Math.sign(node.step) !== sign) continue;
    const distance = Math.abs(node.step);
    const nodes = steps.get(distance) ?? [];
    nodes.push(node);
    steps.set(distance, nodes);
  }
  const rows = new Map([[graph.root, 0]]);
  const columns: Column[] = [];
  for (const distance of [...steps.keys()].sort((one, other) => one - other)) {
    const nodes = steps.get(distance) ?? [];
    const ids = choose(nodes, sign, rows, limits.side - rows.size + 1);
    ids.forEach((id, row) => rows.set(id, row));
    const last = columns.at(-1);
    const more = nodes.length - ids.length;
    if (ids.length > 0) columns.push({ step: sign * distance, ids, more });
    else if (last) last.more += more;
  }
  return columns;
}

/** Those that hang together with what is drawn already; where they are too many, what is recalled or held and the oldest. */
function choose(nodes: TraceNode[], sign: -1 | 1, rows: ReadonlyMap<string, number>, left: number): string[] {
  const linked = nodes.flatMap((node) => {
    const nearer = (sign === 1 ? node.parents : node.children).flatMap((id) => rows.get(id) ?? []);
    const row = nearer.reduce((sum, each) => sum + each, 0) / nearer.length;
    return nearer.length > 0 ? [{ lot: node.lot, row }] : [];
  });
  const weight = ({ recalledBy, heldBy }: ChainLot) => (recalledBy ? 0 : heldBy ? 1 : 2);
  return linked
    .sort((one, other) => weight(one.lot) - weight(other.lot) || inTime(one.lot, other.lot))
    .slice(0, Math.max(0, Math.min(limits.column, left)))
    .sort((one, other) => one.row - other.row || inTime(one.lot, other.lot))
    .map(({ lot }) => lot._id);
}

/** Sizes of the drawing, in its own units: pixels at a zoom of 100. */
export const box = { width: 208, height: 136, gap: 88, between: 16, more: 44 };
const margin = 4;

export interface Placed {
  x: number;
  y: number;
}

export interface Edge {
  from: string;
  to: string;
  path: string;
  /** Where words beside it stand. */
  label: Placed;
}

export interface Layout {
  width: number;
  height: number;
  boxes: Map<string, Placed>;
  edges: Edge[];
  /** Below a column whose lots are not all drawn. */
  mores: (Placed & { step: number; count: number })[];
}

/** @param edges pairs from material to what was made of it, of which both are drawn */
export function layoutOf(columns: Column[], edges: (readonly [from: string, to: string])[]): Layout {
  const boxes = new Map<string, Placed>();
  const mores: Layout['mores'] = [];
  columns.forEach(({ step, ids, more }, column) => {
    const x = margin + column * (box.width + box.gap);
    const y = (row: number) => margin + row * (box.height + box.between);
    ids.forEach((id, row) => boxes.set(id, { x, y: y(row) }));
    if (more > 0) mores.push({ x, y: y(ids.length), step, count: more });
  });
  const bottoms = [...boxes.values()].map(({ y }) => y + box.height).concat(mores.map(({ y }) => y + box.more));
  return {
    width: 2 * margin + columns.length * (box.width + box.gap) - box.gap,
    height: margin + Math.max(...bottoms),
    boxes,
    edges: edges.flatMap(([from, to]) => edgeBetween(from, to, boxes) ?? []),
    mores,
  };
}

/** Level until the last gap, behind what stands between; there it bends. */
function edgeBetween(from: string, to: string, boxes: ReadonlyMap<string, Placed>): Edge | null {
  const [start, end] = [boxes.get(from), boxes.get(to)];
  if (!start || !end) return null;
  const [y1, y2] = [start.y + box.height / 2, end.y + box.height / 2];
  const [x1, x2] = [start.x + box.width, end.x];
  const bend = x2 - box.gap;
  const half = box.gap / 2;
  const level = bend > x1 ? `H${bend}` : '';
  const path = `M${x1} ${y1}${level}C${bend + half} ${y1} ${x2 - half} ${y2} ${x2} ${y2}`;
  return { from, to, path, label: { x: x2 - half, y: (y1 + y2) / 2 - 4 } };
}
