/** Yield of a step: output over input. */
import { type Uom } from '../epcis/quantity.js';

export interface Counted {
  quantity: number;
  uom: Uom;
  /** Content of one piece, of things counted in pieces. */
  netContent?: { quantity: number; uom: Uom } | null;
}

const kilogramsPerUnit: Partial<Record<Uom, number>> = { KGM: 1, GRM: 0.001, LTR: 1, MLT: 0.001 };

/** Mass in kilograms (a litre counts as one), or null when it is not known. */
function massOf({ quantity, uom, netContent }: Counted): number | null {
  const perUnit = kilogramsPerUnit[uom];
  if (perUnit !== undefined) return quantity * perUnit;
  const perPiece = netContent && kilogramsPerUnit[netContent.uom];
  return perPiece ? quantity * netContent.quantity * perPiece : null;
}

/** Output over all inputs, by mass where every mass is known, else by the plain quantities. */
export function yieldOf(output: Counted, inputs: Counted[]): number {
  const masses = [output, ...inputs].map(massOf);
  const known = masses.every((mass) => mass !== null);
  const [out = 0, ...ins] = known ? masses : [output, ...inputs].map((entry) => entry.quantity);
  return out / ins.reduce((total, amount) => total + amount, 0);
}
