/** Decimals of a laboratory: kept as text, digit by digit, and compared without rounding. */
import { z } from 'zod';

/** `3.20` of `3,20`; digits are kept, for a laboratory's zeros say how exactly it measured. */
const plain = /^-?\d{1,12}([.,]\d{1,12})?$/;
/** `1.250`: to some a thousand and more, to others one and a bit. Asked, not guessed (see epcis/quantity.ts). */
const grouped = /^-?[1-9]\d{0,2}([.,]\d{3})+$/;

export const decimalText = z
  .union([z.number('not-a-number'), z.string().trim()], 'not-a-number')
  .transform((value, context) => {
    const text = String(value);
    const isGrouped = typeof value === 'string' && grouped.test(text);
    if (!isGrouped && plain.test(text)) return text.replace(',', '.');
    context.addIssue({ code: 'custom', message: isGrouped ? 'thousands-or-decimals' : 'not-a-number', input: value });
    return z.NEVER;
  })
  .meta({
    description: 'A decimal; a text keeps its digits',
    examples: ['0.05'],
    pattern: '^\\s*(?!-?[1-9]\\d{0,2}([.,]\\d{3})+\\s*$)-?\\d{1,12}([.,]\\d{1,12})?\\s*$',
  });

/** Below, at or above 0 as the first decimal is less, equal or more. Both as {@link decimalText} gives them. */
export function compareDecimals(one: string, other: string): number {
  const places = Math.max(placesOf(one), placesOf(other));
  const difference = scaled(one, places) - scaled(other, places);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function placesOf(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}

function scaled(text: string, places: number): bigint {
  const [units = '', fraction = ''] = text.split('.');
  return BigInt(units + fraction.padEnd(places, '0'));
}
