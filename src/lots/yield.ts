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

const baseUnits: Partial<Record<Uom, { uom: 'KGM' | 'LTR'; factor: number }>> = {
  KGM: { uom: 'KGM', factor: 1 },
  GRM: { uom: 'KGM', factor: 0.001 },
  LTR: { uom: 'LTR', factor: 1 },
  MLT: { uom: 'LTR', factor: 0.001 },
};

/** What all of them contain, in kilograms or in litres; null when one is not known, or some are masses and some volumes. */
export function contentOf(parts: Counted[]): { quantity: number; uom: 'KGM' | 'LTR' } | null {
  const contents = parts.map(({ quantity, uom, netContent }) => {
    const base = baseUnits[uom] ?? (netContent ? baseUnits[netContent.uom] : undefined);
    return (
      base && { uom: base.uom, quantity: quantity * base.factor * (baseUnits[uom] ? 1 : (netContent?.quantity ?? 0)) }
    );
  });
  const uom = contents[0]?.uom;
  if (!uom || contents.some((content) => content?.uom !== uom)) return null;
  return { quantity: contents.reduce((total, content) => total + (content?.quantity ?? 0), 0), uom };
}
