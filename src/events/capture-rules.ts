/** What `capture` asks beyond the balance: may this actor do it, are the products known, is the yield believable. */
import { type ClientSession } from 'mongoose';
import { trusted } from '../db.js';
import { requireRole, type Actor } from '../policy.js';
import { DomainError } from '../errors.js';
import { bareWord } from '../epcis/cbv.js';
import { readLotPath } from '../epcis/identifiers.js';
import { fromThousandths } from '../epcis/quantity.js';
import { isLabelling, isMoving, type Effect, type MovingEffect } from '../lots/effects.js';
import { type Lot } from '../lots/lot.model.js';
import { contentOf, yieldOf, type Counted } from '../lots/yield.js';
import { Products, type Product } from '../registry/product.model.js';

/**
 * Goods are moved and labelled by those who hold them; inspections, holds and recalls are an inspector's.
 * @throws DomainError `role-not-allowed`; `not-found` for a lot that the actor's organisation had no part in
 */
export function mayRecord(actor: Actor, effect: Effect, lot: Lot | null): void {
  const isOfProducer = isMoving(effect) || isLabelling(effect);
  requireRole(actor, isOfProducer ? 'producer' : 'inspector');
  if (!isOfProducer || !lot || effect.kind === 'produce') return;
  const partOf = isLabelling(effect) ? [lot.organization] : lot.parties;
  if (!partOf.includes(actor.organization)) throw new DomainError('not-found', { lot: effect.lot });
}

/**
 * Products of the lots that an event produces or uses up, by product key.
 * @throws DomainError `not-found`, `wrong-unit` for an output
 */
export async function productsOf(
  effects: Effect[],
  actor: Actor,
  session: ClientSession,
): Promise<Map<string, Product>> {
  const transformed = effects.filter((effect) => effect.kind === 'produce' || effect.kind === 'consume');
  const keys = [...new Set(transformed.map((effect) => keyOf(effect.lot)))];
  if (!transformed.some((effect) => effect.kind === 'produce')) return new Map();
  const found = await Products.find({ key: trusted({ $in: keys }) }, null, { session }).lean();
  const products = new Map(found.map((product) => [product.key, product]));
  for (const { kind, lot, uom } of transformed) {
    if (kind === 'consume') continue;
    const product = products.get(keyOf(lot));
    if (!product || product.organization !== actor.organization) throw new DomainError('not-found', { lot });
    if (product.uom !== uom) throw new DomainError('wrong-unit', { lot, unit: product.uom });
  }
  return products;
}

/** Products of which a transformation made more or less than their range allows. */
export function yieldFaults(effects: Effect[], products: Map<string, Product>): DomainError[] {
  const count = (effect: MovingEffect) => counted(effect, products);
  const inputs = effects.filter((effect) => effect.kind === 'consume').map(count);
  if (inputs.length === 0) return [];
  const outputs = effects.filter((effect) => effect.kind === 'produce');
  return [...products].flatMap(([key, { yieldRange }]) => {
    const made = outputs.filter((effect) => keyOf(effect.lot) === key);
    if (!yieldRange || !made[0]) return [];
    const ratio = made.reduce((total, effect) => total + yieldOf(count(effect), inputs), 0);
    if (ratio >= yieldRange.min && ratio <= yieldRange.max) return [];
    return new DomainError('yield-out-of-range', { lot: made[0].lot, yield: rounded(ratio), ...yieldRange });
  });
}

/**
 * How much more than was taken may stand on the packages. Scales for bulk goods are not exact, and a package may be a
 * little light: OIML R 87 tolerates a deficiency of 3 % at 500 g and 1.5 % at 1 kg.
 */
const packingTolerance = 0.02;

/** Packages that by their net content hold more than was taken. Products without a yield range obey it too. */
export function packingFaults(
  bizStep: string | undefined,
  effects: Effect[],
  products: Map<string, Product>,
): DomainError[] {
  if (bareWord(bizStep ?? '', 'bizStep') !== 'packing') return [];
  const made = effects.filter((effect) => effect.kind === 'produce');
  const packed = contentOf(made.map((effect) => counted(effect, products)));
  const taken = effects.filter((effect) => effect.kind === 'consume');
  const available = contentOf(taken.map((effect) => counted(effect, products)));
  if (!made[0] || !packed || packed.uom !== available?.uom) return [];
  const excess = rounded(packed.quantity - available.quantity);
  if (excess <= rounded(available.quantity * packingTolerance)) return [];
  const amounts = {
    packed: rounded(packed.quantity),
    available: rounded(available.quantity),
    excess,
    unit: packed.uom,
  };
  return [new DomainError('packed-too-much', { lot: made[0].lot, ...amounts })];
}

function counted(effect: MovingEffect, products: Map<string, Product>): Counted {
  const netContent = products.get(keyOf(effect.lot))?.netContent;
  return { quantity: fromThousandths(effect.quantity), uom: effect.uom, netContent };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function keyOf(lot: string): string {
  return readLotPath(lot)?.productKey ?? '';
}
