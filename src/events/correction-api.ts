/** What the description of the API says of corrections. */
import { z } from 'zod';
import { type Description } from '../http/describe.js';

const eventID = `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0`;

export const correctionApi = {
  tag: 'Lots',
  summary: 'Declare an event an error',
  description:
    'For what did not occur; what occurred otherwise is recorded anew, by its own step with `corrects`. ' +
    'Both events stay, the lots are as if the first had never been. Refused where a later event depends on it.',
  example: { event: eventID, note: 'Ghi nhầm lô' },
  answer: {
    schema: z.object({ eventID: z.string(), lots: z.array(z.string()) }),
    example: { eventID, lots: ['01/09521234000013/10/L2410'] },
  },
  refusals: ['not-found', 'depended-on', 'not-correctable', 'already-corrected', 'lot-held', 'lot-recalled'],
} satisfies Description;
