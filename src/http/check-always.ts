/** A check that finds its faults beside those of single fields. */
import { z } from 'zod';

/**
 * A check of a whole object that runs also when one of its fields is at fault, so that a person sees every fault at
 * once. It meets such a field as it was sent, whatever its type says.
 */
export function checkAlways<T>(check: (payload: z.core.ParsePayload<T>) => void): z.core.$ZodCheck<T> {
  const always = z.check<T>(check);
  always._zod.def.when = ({ value }) => typeof value === 'object' && value !== null;
  return always;
}
