/** The parameters of EPCIS queries, for the description of the API: from the table that reads them. */
import { z } from 'zod';
import { parameters, type Parameter } from './parameters.js';
import { extensionName } from './query.js';

const number = '[+-]?\\d+(\\.\\d+)?(e[+-]?\\d+)?';
const several = 'Several values with `|` between them';

const kinds: Record<Parameter['takes'], () => z.ZodType> = {
  texts: () => z.string().min(1).meta({ description: several }),
  numbers: () =>
    z
      .string()
      .regex(new RegExp(`^${number}(\\|${number})*$`))
      .meta({ description: several }),
  number: () => z.string().regex(new RegExp(`^${number}$`)),
  time: () => z.iso.datetime({ offset: true }),
  'number or time': () => z.string(),
  presence: () => z.enum(['', 'true', 'false', '1', 'null']),
  boolean: () => z.enum(['true', 'false']),
};

const positive = z.string().regex(/^[1-9]\d{0,6}$/);

export const pageParameters = z.object({
  perPage: positive.optional().meta({ description: 'Results of a page, 30 unless given, at most 500' }),
  nextPageToken: z.string().min(1).optional().meta({ description: 'From the `Link` of the page before' }),
});

/** Those without a part that the sender fills in; of the others there are as many as there are extensions. */
const fixed = parameters.filter(({ name }) => !name.includes('{'));

export const eventParameters = pageParameters.extend({
  ...Object.fromEntries(fixed.map(({ name, takes }) => [name, kinds[takes]().optional()])),
  EQ_action: z
    .string()
    .regex(/^(ADD|OBSERVE|DELETE)(\|(ADD|OBSERVE|DELETE))*$/)
    .optional(),
  orderBy: z
    .string()
    .regex(new RegExp(`^(eventTime|recordTime)$|${extensionName.source}`))
    .optional()
    .meta({ description: '`eventTime`, `recordTime` or the name of an extension' }),
  orderDirection: z.enum(['ASC', 'DESC']).optional(),
  eventCountLimit: positive.optional().meta({ description: 'Only so many of the first ones' }),
  maxEventCount: positive.optional().meta({ description: 'More than so many are refused' }),
});
