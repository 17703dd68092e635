/** What the addresses of recalls may ask. */
import { z } from 'zod';
import { lang, offset } from '../http/query.js';

export const listQuery = z.strictObject({ offset: offset(), lang });
export const pageQuery = z.strictObject({ offset: offset(), lang });
export const simulationQuery = z.strictObject({
  lots: z.string('required').min(1, 'required').max(6000).meta({ description: 'Paths of lots, parted by commas' }),
  lang,
});
