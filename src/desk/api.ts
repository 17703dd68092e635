/** What the description of the API says of the desk. */
import { z } from 'zod';
import { instant } from '../epcis/time.js';
import { actsOn, type Description } from '../http/describe.js';
import { type Matter } from './desk.service.js';
import { signalKinds } from './signal.js';

export const matterAnswer = z.object({
  id: z.string(),
  kind: z.enum(signalKinds),
  isGrave: z.boolean(),
  at: instant,
  organization: z.string().nullable(),
  title: z.string(),
  sentence: z.string(),
  href: z.string(),
  assignee: z.string().nullable().meta({ description: 'User who has it' }),
  notes: z.array(z.object({ at: instant, by: z.string(), text: z.string() })),
});

const example = {
  ...{ id: 'Qx7vB2mN0pLsQx7vB2mN0p', kind: 'expiry' as const, isGrave: false, at: '2026-10-02T00:00:00.000Z' },
  ...{ organization: 'k2v9', title: 'An toàn thực phẩm 12/2025', sentence: 'Hết hạn ngày 31/12/2026.' },
  ...{ href: '/certificates/k2v9', assignee: null, notes: [] },
};

export function presentMatter(matter: Matter) {
  const { id, kind, isGrave, at, organization, title, sentence, href, assignee, notes } = matter;
  return { id, kind, isGrave, at, organization, title, sentence, href, assignee, notes };
}

const tag = 'Inspection' as const;

export const listApi = {
  tag,
  summary: 'List what asks for attention',
  description: 'Copies, reported problems, recalls, what ends in 90, 30 or 7 days, differences of the mass balance.',
  answer: {
    schema: z.object({ items: z.array(matterAnswer), more: z.boolean() }),
    example: { items: [example], more: false },
  },
} satisfies Description;

const act = actsOn(tag, { schema: z.object({ id: z.string() }), example: { id: example.id } });

export const assignmentApi = act({
  summary: 'Give a matter to an inspector',
  description: 'Or, without one, to nobody.',
  example: { assignee: 'h3x8' },
});
export const noteApi = act({
  summary: 'Note something about a matter',
  example: { text: 'Đã gọi điện, sẽ gửi giấy chứng nhận mới.' },
});
export const closureApi = act({
  summary: 'Close a matter',
  description: 'Those with a page of their own (copies, reports, recalls) are closed there.',
  example: { note: 'Đã gia hạn đến 31/12/2029.' },
});
