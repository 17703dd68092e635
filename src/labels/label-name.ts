/** Labels as people name them: by number or serial, one or a range. */
import { z } from 'zod';
import { DomainError, refuse } from '../errors.js';
import { type LabelRange } from '../lots/label-life.js';
import { type Lot } from '../lots/lot.model.js';
import { fieldFault } from '../registry/fields.js';
import { findLabelIndex, issuedCount } from './label.service.js';
import { readSerial } from './seal.js';

/** A label as a person names it. */
const labelName = z
  .union([z.number(), z.string().trim()], 'not-a-label')
  .transform(String)
  .refine((text) => /^[1-9]\d{0,6}$/.test(text) || readSerial(text) !== null, 'not-a-label')
  .meta({ description: 'Number of the label in its lot, from 1, or its serial as it is printed' });

export const labelRange = { first: labelName, last: labelName.optional() };

/**
 * The labels that a person means; without a last one so many from the first as `usual` gives.
 * @param place prefix of the fields' names: `labels.`
 * @throws DomainError or Refusal `label-not-issued` at its field; ZodError for a range that ends before it begins
 */
export function rangeOf(
  lot: Pick<Lot, '_id' | 'labels'>,
  { first, last }: { first: string; last?: string },
  usual: (from: number) => number,
  place = '',
): LabelRange {
  const issued = issuedCount(lot);
  const from = indexOf(lot, first);
  const end = last === undefined ? from : indexOf(lot, last);
  const absent = [['first', from] as const, ['last', end] as const]
    .slice(0, last === undefined ? 1 : 2)
    .filter(([, index]) => index >= issued);
  refuse(absent.map(([field]) => new DomainError('label-not-issued', { issued }, place + field)));
  if (last === undefined) return { from, count: Math.max(usual(from), 1) };
  if (end < from) throw fieldFault(`${place}last`, 'bad-range');
  return { from, count: end - from + 1 };
}

function indexOf(lot: Pick<Lot, '_id' | 'labels'>, name: string): number {
  return /^\d{1,7}$/.test(name) ? Number(name) - 1 : (findLabelIndex(lot, name) ?? Infinity);
}
