/** Fields that several steps share. */
import { z } from 'zod';
import { namespace } from '../db.js';
import { lotPath, lotPathOfUri, readLotPath } from '../epcis/identifiers.js';
import { quantity } from '../epcis/quantity.js';
import { paragraph } from '../registry/fields.js';

/** Words of the person who records the step. */
export const note = paragraph.meta({ description: 'Words of the person who records it' });

/** eventID of an own event in whose place the new one stands. */
export const corrects = z
  .string()
  .trim()
  .max(500)
  .optional()
  .meta({ description: 'eventID of the event that this one corrects' });

/** Most lots on either side of one step. */
export const maxParts = 50;

/** A lot that exists: its path, or a GS1 Digital Link URI of it. Comes back as its canonical path. */
export const namedLot = z
  .string()
  .trim()
  .min(1, 'required')
  .max(300)
  .transform((text, context) => {
    const path = /^https?:/i.test(text) ? lotPathOfUri(text, namespace()) : canonicalPath(text);
    if (path) return path;
    context.addIssue({ code: 'custom', message: 'not-a-lot', input: text });
    return z.NEVER;
  })
  .meta({ description: 'Path or GS1 Digital Link URI of a lot', examples: ['01/09521234000013/10/L2410'] });

/** So much of a lot that exists, in the unit of the lot. */
export const takenPart = z.strictObject({ lot: namedLot, quantity });

function canonicalPath(text: string): string | null {
  const name = readLotPath(text.replace(/^\//, ''));
  return name && lotPath(name.productKey, name.code);
}

/** Adds a fault beside each row that names what an earlier row named. The rows may be at fault themselves. */
export function refuseRepeats<T>(
  rows: T[],
  keyOf: (row: T) => string,
  list: string,
  issues: z.core.$ZodRawIssue[],
): void {
  if (!Array.isArray(rows)) return;
  const seen = new Set<string>();
  rows.forEach((row, index) => {
    if (typeof row !== 'object' || row === null) return;
    const key = keyOf(row);
    if (seen.has(key)) issues.push({ code: 'custom', message: 'repeated', path: [list, index, 'lot'], input: key });
    seen.add(key);
  });
}
