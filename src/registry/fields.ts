/** Fields that several records of the registry share, as a stranger may send them. */
import { z } from 'zod';

/** A line of text, NFC, without blanks around it. */
export const line = (max: number) => z.string().trim().normalize('NFC').min(1, 'required').max(max);
/** A text of several lines. */
export const paragraph = z.string().trim().normalize('NFC').max(2000).optional();
export const reference = z.string().trim().min(1, 'required').max(40);
export const organizationReference = reference.optional();

/** A number of a form or of JSON; a comma is a decimal point. */
export const decimal = z
  .union([z.number('not-a-number'), z.string().trim()], 'not-a-number')
  .transform((value) => (typeof value === 'number' ? value : Number(value.replace(',', '.') || Number.NaN)))
  .pipe(z.number('not-a-number'));

/** Adds the fault of a period that ends before it begins. */
export function inOrder(
  first: string | undefined,
  last: string | undefined,
  path: string[],
  issues: z.core.$ZodRawIssue[],
): void {
  if (first && last && last < first) issues.push({ code: 'custom', message: 'ends-before-start', path, input: last });
}
