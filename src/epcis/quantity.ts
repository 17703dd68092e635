/** Decimal-safe quantities: inside the program every quantity is a whole number of thousandths of its unit. */
import { z } from 'zod';
import { DomainError } from '../errors.js';

/** UNECE Recommendation 20 codes and the decimals that a quantity in them may have. */
export const decimalsOfUnit = { KGM: 3, GRM: 0, LTR: 3, MLT: 0, MTR: 2, H87: 0 } as const;
export type Uom = keyof typeof decimalsOfUnit;
export const uom = z.enum(Object.keys(decimalsOfUnit) as [Uom, ...Uom[]], 'bad-choice');

export function isUom(value: unknown): value is Uom {
  return typeof value === 'string' && Object.hasOwn(decimalsOfUnit, value);
}

/** Largest quantity taken, so that sums of thousandths stay exact integers. */
const largest = 1_000_000_000;

/** A number, or a decimal text with a point or a comma (`120,5`). */
const decimal = z.union([z.number('not-a-number'), z.string().trim()], 'not-a-number').transform((value, context) => {
  if (typeof value === 'number') return value;
  if (!isGrouped.test(value)) return numberFromText(value);
  context.addIssue({ code: 'custom', message: 'thousands-or-decimals', input: value });
  return z.NEVER;
});

/** `1.250` and `1,250` mean a thousand and more to some and one and a bit to others: they are asked, not guessed. */
const isGrouped = /^[+-]?[1-9]\d{0,2}([.,]\d{3})+$/;

/** For the description of the API: the decimals that a text may have depend on the unit. */
const pattern = '^\\s*(?![+-]?[1-9]\\d{0,2}([.,]\\d{3})+\\s*$)[+-]?\\d+([.,]\\d+)?\\s*$';
const described = { examples: [120.5], maximum: largest, pattern };

/** What a person or a system may send. */
export const quantity = decimal
  .pipe(z.number('not-a-number').positive('not-positive').max(largest, 'too-large'))
  .meta({ ...described, exclusiveMinimum: 0 });

/** As {@link quantity}, or nothing. */
export const quantityOrNone = decimal
  .pipe(z.number('not-a-number').min(0, 'not-positive').max(largest, 'too-large'))
  .meta({ ...described, minimum: 0 });

function numberFromText(text: string): number {
  return /^[+-]?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
}

/** @throws DomainError `too-many-decimals` when the unit does not allow them, `invalid-request` below 0 or too large */
export function toThousandths(value: number, unit: Uom, field?: string): number {
  if (!(value >= 0 && value <= largest)) throw new DomainError('invalid-request', {}, field);
  const thousandths = Math.round(value * 1000);
  const step = 10 ** (3 - decimalsOfUnit[unit]);
  if (thousandths / 1000 !== value || thousandths % step !== 0) {
    throw new DomainError('too-many-decimals', { decimals: decimalsOfUnit[unit], unit }, field);
  }
  return thousandths;
}

export function fromThousandths(thousandths: number): number {
  return thousandths / 1000;
}
