/** A dossier as a PDF: the words of one language, nothing that is not in it or recorded for ever. */
import { keys } from '../auth/keys.js';
import { config } from '../config.js';
import { DomainError } from '../errors.js';
import { fromThousandths } from '../epcis/quantity.js';
import { localDay } from '../epcis/time.js';
import { type Writing } from '../http/i18n.js';
import { wordsOf } from '../http/page.js';
import { stateOf } from '../lots/lot.service.js';
import { openPaper } from '../paper/document.js';
import { starsOn } from '../registry/product.service.js';
import { type Dossier } from './dossier.model.js';
import { drawChain, drawChecks, drawPapers } from './draw-chain.js';
import { drawEvents } from './draw-events.js';
import { openDrawing, type Drawing } from './drawing.js';

/** @throws DomainError `not-found` when the key that signed it is no longer there */
export async function drawDossier(dossier: Dossier, writing: Writing): Promise<Buffer> {
  const words = wordsOf(writing);
  const [lot] = dossier.contents.lots;
  const key = keys().label.byKid(dossier.kid);
  if (!lot || !key) throw new DomainError('not-found');
  const host = new URL(config.publicUrl).host;
  const paper = openPaper({
    title: `${words.t('dossier.title')} ${lot.code}`,
    lang: words.writing,
    madeAt: dossier.madeAt,
    footer: (page, pages) =>
      words.t('dossier.footer', { lot: lot._id, size: words.format.number(dossier.size), page: `${page}/${pages}` }),
  });
  const drawing = openDrawing(dossier, paper, writing, lot, localDay(dossier.madeAt, config.utcOffset));
  drawIdentity(drawing);
  drawBalance(drawing);
  await drawChain(drawing);
  await drawEvents(drawing);
  await drawPapers(drawing);
  await drawChecks(drawing);
  drawProof(drawing);
  return paper.finish({ ...key, since: new Date(key.activatedAt ?? key.createdAt), name: `Nguồn · ${host}` });
}

function drawIdentity({ dossier, words, paper, lot, today, nameOf, productOf }: Drawing): void {
  const { t, format } = words;
  const product = dossier.contents.products.find(({ _id }) => _id === lot.product);
  const maker = dossier.contents.organizations.find(({ _id }) => _id === lot.organization);
  const stars = product && starsOn(product, today);
  paper.heading(`${t('dossier.title')} ${lot.code}`, 1);
  paper.facts([
    { label: t('lots.product'), value: productOf(lot) },
    { label: t('lots.path'), value: lot._id },
    { label: t('dossier.state'), value: t(`lot-states.${stateOf(lot, today)}`) },
    { label: t('lots.producer'), value: nameOf(lot.organization) },
    ...(maker?.taxId ? [{ label: t('dossier.tax-id'), value: maker.taxId }] : []),
    {
      label: t('dossier.address'),
      value: [maker?.address, maker?.commune, maker?.province].filter(Boolean).join(', ') || '–',
    },
    { label: t('lots.first'), value: format.date(lot.firstEventTime) },
    ...(lot.expiresOn ? [{ label: t('lots.expires'), value: format.date(lot.expiresOn) }] : []),
    ...(stars && product.ocop
      ? [
          {
            label: 'OCOP',
            value: t('dossier.stars', {
              stars,
              decision: product.ocop.decisionNumber,
              date: format.date(product.ocop.expiresOn),
            }),
          },
        ]
      : []),
    { label: t('dossier.made'), value: `${format.dateTime(dossier.madeAt)}, ${dossier.madeBy}` },
  ]);
  paper.code(`${config.publicUrl}/${lot._id}`, t('dossier.live'));
}

function drawBalance({ words, paper, lot }: Drawing): void {
  const { t, format } = words;
  const sum = (entries: { quantity: number }[]) => entries.reduce((total, { quantity }) => total + quantity, 0);
  const amount = (thousandths: number) => format.quantity(fromThousandths(thousandths), lot.uom);
  paper.heading(t('lots.balance'));
  paper.facts(
    (
      [
        ['produced', lot.produced],
        ['on-hand', sum(lot.onHand)],
        ['in-transit', sum(lot.inTransit)],
        ['consumed', lot.consumed],
        ['sold', lot.sold],
        ['destroyed', lot.destroyed],
        ['lost', lot.lost],
      ] as const
    ).map(([name, quantity]) => ({ label: t(`lots.${name}`), value: amount(quantity) })),
  );
}

function drawProof({ dossier, words, paper, lot }: Drawing): void {
  const { t, format } = words;
  const [origin = '', , root = ''] = dossier.checkpoint.split('\n');
  paper.heading(t('dossier.proof'));
  paper.paragraph(t('dossier.proof-words'));
  paper.facts([
    { label: t('dossier.log'), value: origin },
    { label: t('dossier.size'), value: format.number(dossier.size) },
    { label: t('dossier.root'), value: root },
    { label: t('dossier.log-key'), value: dossier.vkey },
    { label: t('dossier.key'), value: dossier.kid },
    { label: t('dossier.keys-at'), value: `${config.publicUrl}/.well-known/jwks.json` },
    { label: t('dossier.bundle'), value: `${config.publicUrl}/lots/${lot._id}/dossiers/${dossier.size}.jsonl` },
  ]);
}
