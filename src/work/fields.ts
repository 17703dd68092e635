/** Fields that several steps share. */
import { z } from 'zod';
import { namespace } from '../db.js';
import { lotPath, lotPathOfUri, readLotPath } from '../epcis/identifiers.js';
import { quantity } from '../epcis/quantity.js';
import { paragraph } from '../registry/fields.js';

/** Words of the person who records the step. */
export const note = paragraph;

/** Most lots on either side of one step. */
export const maxParts = 50;

/** A lot that exists: its path, or a GS1 Digital Link URI of it. Comes back as its canonical path. */
export const lotReference = z
  .string()
  .trim()
  .min(1, 'required')
  .max(300)
  .transform((text, context) => {
    const path = /^https?:/i.test(text) ? lotPathOfUri(text, namespace()) : canonicalPath(text);
    if (path) return path;
    context.addIssue({ code: 'custom', message: 'not-a-lot', input: text });
    return z.NEVER;
  });

/** So much of a lot that exists, in the unit of the lot. */
export const takenPart = z.strictObject({ lot: lotReference, quantity });

function canonicalPath(text: string): string | null {
  const name = readLotPath(text.replace(/^\//, ''));
  return name && lotPath(name.productKey, name.code);
}

/** Adds a fault beside each row that names what an earlier row named. */
export function refuseRepeats(keys: string[], list: string, issues: z.core.$ZodRawIssue[]): void {
  keys.forEach((key, row) => {
    if (keys.indexOf(key) < row)
      issues.push({ code: 'custom', message: 'repeated', path: [list, row, 'lot'], input: key });
  });
}
