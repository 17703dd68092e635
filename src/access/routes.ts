/** The record of access: authorities read all of it, a producer what concerns its own records. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { pagesAround } from '../http/pager.js';
import { describeRoute } from '../http/describe.js';
import { lang, offset } from '../http/query.js';
import { actorOf, allow, parse } from '../http/request.js';
import { roles } from '../policy.js';
import { accessKinds } from './access.model.js';
import { listAccesses, pageSize } from './access.service.js';

export const accessRoutes = Router();

const everyone = allow(...roles);
const listQuery = z.strictObject({ subject: z.string().trim().min(1).max(300).optional(), offset: offset(), lang });

async function load(req: Request) {
  const query = parse(listQuery, req.query);
  return { ...query, ...(await listAccesses(actorOf(req), query)) };
}

accessRoutes.get('/access', everyone, async (req, res) => {
  const { subject, offset: skipped, accesses, more } = await load(req);
  const at = (start: number) =>
    `/access?${new URLSearchParams({ ...(subject && { subject }), offset: String(start) }).toString()}`;
  const pager = pagesAround({ offset: skipped, size: pageSize, more }, at);
  res.render('access/list', { subject: subject ?? null, accesses, pager });
});

describeRoute({
  method: 'get',
  path: '/api/access',
  roles,
  query: listQuery,
  tag: 'Inspection',
  summary: 'Read who read what',
  description:
    'Dossiers, exports, lists of contacts and the ledger, the latest first. A producer sees the own records.',
  answer: {
    schema: z.object({
      items: z.array(
        z.object({
          at: z.iso.datetime(),
          kind: z.enum(accessKinds),
          subject: z.string().nullable().meta({ description: 'Path of the lot, or an identifier; null: everything' }),
          actor: z.string(),
          name: z.string(),
          organization: z.string(),
        }),
      ),
      more: z.boolean(),
    }),
    example: {
      items: [
        {
          ...{ at: '2026-10-02T01:30:00.000Z', kind: 'dossier', subject: '01/09521234000013/10/L2410' },
          ...{ actor: 'h3x8', name: 'Nông Thị Lan', organization: 'k2v9' },
        },
      ],
      more: false,
    },
  },
});
accessRoutes.get('/api/access', everyone, async (req, res) => {
  const { accesses, more } = await load(req);
  res.json({
    items: accesses.map(({ at, kind, subject, actor, name, organization }) => ({
      ...{ at, kind, subject, actor, name, organization },
    })),
    more,
  });
});
