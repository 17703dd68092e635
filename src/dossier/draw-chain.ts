/** Where the lot came from, what was made of it, and the papers of both. */
import { wordsOfItem } from '../compliance/present.js';
import { fromThousandths } from '../epcis/quantity.js';
import { type Lot } from '../lots/lot.model.js';
import { stateOf } from '../lots/lot.service.js';
import { type Drawing } from './drawing.js';

export async function drawChain({ dossier, words, paper, today, nameOf, productOf }: Drawing): Promise<void> {
  const { t, format } = words;
  const { lots, back, moreForward, places } = dossier.contents;
  const table = (caption: string, some: Lot[]) =>
    paper.table({
      caption,
      columns: [
        { label: t('lots.product'), share: 3 },
        { label: t('lots.lot'), share: 2 },
        { label: t('lots.producer'), share: 3 },
        { label: t('lots.produced'), share: 2, numeric: true },
        { label: t('lots.first'), share: 2 },
        { label: t('dossier.state'), share: 2 },
      ],
      rows: some.map((each) => [
        ...[productOf(each), each.code, nameOf(each.organization)],
        ...[format.quantity(fromThousandths(each.produced), each.uom), format.date(each.firstEventTime)],
        t(`lot-states.${stateOf(each, today)}`),
      ]),
    });
  paper.heading(t('lots.trace'));
  const [before, after] = [lots.slice(1, 1 + back), lots.slice(1 + back)];
  if (before.length > 0) await table(t('dossier.back', { count: format.number(before.length) }), before);
  else paper.paragraph(t('lots.no-parents'));
  const zones = places.filter(({ zone }) => zone);
  if (zones.length > 0) {
    await paper.table({
      caption: t('dossier.zones'),
      columns: ['zone', 'code', 'crop', 'area', 'households', 'valid'].map((name) => ({
        label: t(`dossier.zone.${name}` as 'dossier.zone.code'),
        numeric: name === 'area' || name === 'households',
      })),
      rows: zones.map(({ name, commune, zone }) => [
        [name, commune].filter(Boolean).join(', '),
        zone?.growingAreaCode ?? '',
        zone?.crop ?? '',
        `${format.number(zone?.areaHectares ?? 0)} ha`,
        format.number(zone?.households ?? 0),
        `${format.date(zone?.validFrom ?? '')} – ${format.date(zone?.validUntil ?? '')}`,
      ]),
    });
  }
  if (after.length > 0) await table(t('dossier.forward', { count: format.number(after.length) }), after);
  else paper.paragraph(t('lots.no-children'));
  if (moreForward) paper.paragraph(t('lots.more-children', { count: format.number(after.length) }));
}

export async function drawPapers({ dossier, words, paper, today }: Drawing): Promise<void> {
  const { t, format } = words;
  const { certificates, files } = dossier.contents;
  if (certificates.length > 0) {
    await paper.table({
      caption: t('certificates.title'),
      columns: ['type', 'number', 'issuer', 'valid'].map((name) => ({
        label: t(`dossier.certificate.${name}` as 'dossier.certificate.type'),
      })),
      rows: certificates.map(({ type, number, issuer, issuedOn, expiresOn }) => [
        ...[t(`certificate-types.${type}`), number, issuer],
        `${format.date(issuedOn)} – ${expiresOn ? format.date(expiresOn) : '…'}${expiresOn && expiresOn < today ? ` (${t('lot-states.expired')})` : ''}`,
      ]),
    });
  }
  if (files.length > 0) {
    await paper.table({
      caption: t('dossier.files'),
      columns: [
        { label: 'SHA-256', share: 4 },
        { label: t('dossier.file-type') },
        { label: t('dossier.file-size'), numeric: true },
      ],
      rows: files.map(({ sha256, contentType, sizeBytes }) => [sha256, contentType, format.number(sizeBytes)]),
    });
  }
}

/** What the rules of Vietnam ask for, source by source. */
export async function drawChecks({ dossier, words, paper }: Drawing): Promise<void> {
  const { t } = words;
  const { checks } = dossier.contents;
  if (checks.length === 0) return;
  paper.heading(t('dossier.checks'));
  for (const source of new Set(checks.map((check) => check.source))) {
    await paper.table({
      caption: t(`compliance.sources.${source}`),
      columns: [{ label: t('compliance.item'), share: 3 }, { label: t('compliance.state') }],
      rows: checks
        .filter((check) => check.source === source)
        .map(({ item, state }) => [wordsOfItem({ item }, t), t(`compliance.states.${state}`)]),
    });
  }
}
