/** What the resolver's links lead to beside the page: recall status, and the journey as EPCIS events. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { config } from '../config.js';
import { parseLabelLink } from '../epcis/digital-link.js';
import { DomainError } from '../errors.js';
import { describeRoute, type Operation } from '../http/describe.js';
import { lang } from '../http/query.js';
import { journeyDocument } from './journey-document.js';
import { provenanceOf } from './provenance.js';
import { noticeOf, recallStates, recallStatusOf } from './recall-status.js';
import { openToAll } from './resolver.routes.js';
import { getTarget, pathOfLink } from './target.js';

export const documentRoutes = Router();

/** The path of a Digital Link behind the name of the document, and a query like that of a label. */
const ofLink = {
  method: 'get',
  tag: 'Public data',
  params: {
    path: z.string().meta({
      description: 'Path of a Digital Link, with slashes: `01/{gtin}`, `01/{gtin}/10/{lot}`, `01/{gtin}/10/{lot}/21/…`',
      examples: ['01/09521234000013/10/L2410'],
    }),
  },
  query: z.object({ s: z.string().optional().meta({ description: 'Full seal of a label' }), lang }),
} satisfies Partial<Operation>;

const recallStatusPath = '/api/recall-status/*path';

describeRoute({
  ...ofLink,
  path: recallStatusPath,
  summary: 'Read whether something is recalled',
  description: 'A product, a lot or a package. Of a product it names the recalled lots.',
  answer: {
    schema: z.object({
      link: z.url(),
      state: z.enum(recallStates),
      since: z.string().nullable().meta({ description: 'Time of the (latest) recall, with its offset' }),
      by: z.string().nullable().meta({ description: 'Name of the authority' }),
      notice: z.string().meta({ description: 'A sentence for the consumer, in the language of the request' }),
      lots: z.array(z.object({ lot: z.string(), since: z.string() })),
    }),
    example: {
      link: 'https://nguon.example/01/09521234000013/10/L2410',
      state: 'recalled',
      since: '2026-11-03T09:00:00+07:00',
      by: 'Chi cục Quản lý chất lượng',
      notice: 'Do not use this product. Take it back to the seller.',
      lots: [{ lot: 'L2410', since: '2026-11-03T09:00:00+07:00' }],
    },
  },
});
documentRoutes.get(recallStatusPath, openToAll, async (req, res) => {
  const { t, inLanguage } = res.locals as Express.Locals;
  const link = linkAfter('/api/recall-status', req);
  const target = await getTarget(link);
  const { state, since, by, lots } = await recallStatusOf(target);
  const own = target.lot && (await noticeOf(target.lot));
  const notice = own ? inLanguage(own) : t(`recall-status.${state}.sentence`);
  res.json({ link: `${config.publicUrl}/${pathOfLink(link)}`, state, since, by, notice, lots });
});

documentRoutes.get('/recall-status/*path', openToAll, async (req, res) => {
  const link = linkAfter('/recall-status', req);
  const target = await getTarget(link);
  const { format, told } = res.locals as Express.Locals;
  const { state, since, by, lots } = await recallStatusOf(target);
  const lotsShown = target.lot ? [] : lots.map((entry) => ({ label: entry.lot, value: format.dateTime(entry.since) }));
  const facts = since ? { since: format.dateTime(since), by } : null;
  const notice = target.lot && (await noticeOf(target.lot));
  res.render('public/recall-status', {
    notice: notice && told(notice),
    ...{ state, facts, lots: lotsShown, lot: target.lot?.code ?? null },
    ...{ name: told(target.product.names), page: `/${pathOfLink(link)}` },
  });
});

const journeyPath = '/api/journeys/*path';

describeRoute({
  ...ofLink,
  path: journeyPath,
  summary: 'Read the journey of a lot',
  description:
    'An EPCIS 2.0 document of the events that the page of the lot tells. Each is an excerpt (`nguon:excerpt`): ' +
    'quantities, trading partners, documents and notes are left out, so its eventID is not the hash of what is shown.',
  answer: {
    type: 'application/ld+json',
    schema: z.object({
      '@context': z.array(z.unknown()),
      type: z.literal('EPCISDocument'),
      schemaVersion: z.literal('2.0'),
      creationDate: z.iso.datetime(),
      epcisBody: z.object({ eventList: z.array(z.looseObject({ type: z.string(), eventTime: z.string() })) }),
    }),
  },
});
documentRoutes.get(journeyPath, openToAll, async (req, res) => {
  const { product, lot } = await getTarget(linkAfter('/api/journeys', req));
  if (!lot) throw new DomainError('not-found');
  const document = journeyDocument(await provenanceOf(lot, product), new Date());
  res.type('application/ld+json').send(JSON.stringify(document));
});

/** @throws DomainError `malformed-link` */
function linkAfter(prefix: string, req: Request) {
  return parseLabelLink(req.originalUrl.slice(prefix.length));
}
