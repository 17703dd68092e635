/** What the description of the API says of alerts. */
import { z } from 'zod';
import { actsOn, type Description } from '../http/describe.js';
import { alertStates } from './alert.model.js';
import { ruleNames } from './clone-rules.js';

const time = z.iso.datetime();
const lot = '01/09521234000013/10/L2410';
const serial = '00008F3K01ZQ7XW4M2AB';

const alert = z.object({
  id: z.string(),
  state: z.enum(alertStates),
  rule: z.enum(ruleNames),
  severity: z.enum(['warn', 'note']),
  sentence: z.string().meta({ description: 'The facts in words, in the language of the request' }),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
  label: z.string(),
  serial: z.string().nullable().meta({ description: 'Null where the serial is none of the lot' }),
  lot: z.string().meta({ description: 'Path of the lot or set; of the product for a blank label' }),
  code: z.string().meta({ description: 'Of the lot or set; GTIN or product code for a blank label' }),
  href: z.string().meta({ description: 'Page of the lot, set or product' }),
  organization: z.string().meta({ description: 'Maker of the lot' }),
  count: z.int().meta({ description: 'Scans that broke the rule' }),
  firstAt: time,
  lastAt: time,
  closedAt: time.nullable(),
  closedBy: z.string().nullable(),
  note: z.string().nullable().meta({ description: 'What the inspector found' }),
});

const example = {
  ...{ id: '1111111111111111', state: 'open' as const, rule: 'many-places' as const, severity: 'warn' as const },
  sentence: 'This label was scanned in 4 places within 24 hours: Cao Bằng, Huế, Cà Mau and France.',
  facts: { count: 4, hours: 24, places: ['VN-04', 'VN-46', 'VN-96', 'FR'] },
  ...{
    label: `${lot}/21/${serial}`,
    serial,
    lot,
    code: 'L2410',
    href: `/lots/${lot}`,
    organization: '5555555555555555',
    count: 2,
  },
  ...{ firstAt: '2026-11-24T08:30:00.000Z', lastAt: '2026-11-24T09:00:00.000Z' },
  ...{ closedAt: null, closedBy: null, note: null },
};

const tag = 'Inspection' as const;

export const alertsApi = {
  tag,
  summary: 'List alerts about copied labels',
  description: 'The latest first. A producer gets those about lots of their own making.',
  answer: {
    schema: z.object({ items: z.array(alert), more: z.boolean() }),
    example: { items: [example], more: false },
  },
} satisfies Description;

const note = 'Người bán chụp mã gửi cho khách';
const closed = { state: 'closed' as const, closedAt: '2026-11-24T10:00:00.000Z', closedBy: 'Minh', note };

export const closureApi = actsOn(tag, { schema: alert, example: { ...example, ...closed } })({
  summary: 'Close an alert',
  description: 'With what was found. Another scan that breaks the rule opens it again.',
  example: { note },
});
