/** Fields that several records of the registry share, as a stranger may send them. */
import { z } from 'zod';

/** A line of text, NFC, without blanks around it. */
export const line = (max: number) => z.string().trim().normalize('NFC').min(1, 'required').max(max);
/** A text of several lines. */
export const paragraph = z.string().trim().normalize('NFC').max(2000).optional();
export const reference = z.string().trim().min(1, 'required').max(40).meta({ description: 'Identifier of a record' });
export const organizationReference = reference
  .optional()
  .meta({ description: "An admin names the organisation; a producer's own is taken" });

/** SHA-256 of a file kept before. */
export const fileHash = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'not-a-hash');

export const photoReference = fileHash.optional().meta({ description: 'Identifier of a photo that was sent before' });

/** A number of a form or of JSON; a comma is a decimal point. */
export const decimal = z
  .union([z.number('not-a-number'), z.string().trim()], 'not-a-number')
  .transform((value) => (typeof value === 'number' ? value : Number(value.replace(',', '.') || Number.NaN)))
  .pipe(z.number('not-a-number'));

/** A whole number. Not zod's `int`, whose fault would keep {@link checkAlways} from running. */
export const whole = decimal.refine(Number.isInteger, 'not-a-number');

/** A box of a form, ticked or not; a boolean of JSON. */
export const tick = z.union([z.boolean(), z.literal('on').transform(() => true)], 'bad-choice').default(false);

/**
 * The fault of a field that only a look at the store or at a file shows; `kind` as in a schema's message, `params` fill
 * its sentence.
 */
export function fieldFault(field: string, kind: string, params?: Record<string, string | number>): z.ZodError {
  return new z.ZodError([{ code: 'custom', message: kind, path: field.split('.'), ...(params && { params }) }]);
}

/** Adds the fault of a period that ends before it begins. */
export function inOrder(
  first: string | undefined,
  last: string | undefined,
  path: string[],
  issues: z.core.$ZodRawIssue[],
): void {
  if (typeof first !== 'string' || typeof last !== 'string') return;
  if (first && last && last < first) issues.push({ code: 'custom', message: 'ends-before-start', path, input: last });
}
