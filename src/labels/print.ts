/** What is printed on the labels of a lot, and how many of them make one print. */
import { keys, type LabelKey } from '../auth/keys.js';
import { config } from '../config.js';
import { standing } from '../events/standing.js';
import { Events } from '../events/event.model.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { DomainError } from '../errors.js';
import { translator, type Locale } from '../http/i18n.js';
import { type Lot } from '../lots/lot.model.js';
import { findOrganization } from '../registry/organization.service.js';
import { productsById } from '../registry/product.service.js';
import { contentsOf, type LotFacts, type Making } from './contents.js';
import { missingCharacters } from './fonts.js';
import { fullUri, labelAt, refuseWithdrawn, runOf, unitsOf } from './label.service.js';
import { wordsOf, type LabelContent } from './layout.js';
import { qrModules } from './qr.js';
import { chooseSeal } from './sheet.js';
import { fitToDots, type LabelTemplate } from './templates.js';

/** @param language of the words; packages sold in Vietnam are labelled in Vietnamese */
export async function factsOf(lot: Lot, language: Locale = 'vi'): Promise<LotFacts> {
  const t = translator(language);
  const [products, organization, events] = await Promise.all([
    productsById([lot.product]),
    findOrganization(lot.organization),
    Events.find({ lots: lot._id }, { event: 1 }).sort('eventTime').lean(),
  ]);
  return {
    productName: products.get(lot.product)?.names[language] ?? '',
    producer: organization?.name,
    lot: lot.code,
    packedOn: packedDay(lot, standing(events)[0]?.event),
    expiresOn: lot.expiresOn ?? undefined,
    captions: {
      lot: t('labels.captions.lot'),
      packedOn: t('labels.captions.packed'),
      expiresOn: t('labels.captions.expires'),
    },
    language,
  };
}

/** @throws DomainError `name-not-translated`, `letters-missing`: a label never shows a box for a letter */
function refuseUnlessPrintable(facts: LotFacts): void {
  if (facts.productName === '') throw new DomainError('name-not-translated', {}, 'language');
  const letters = missingCharacters(wordsOf(facts));
  if (letters !== '') throw new DomainError('letters-missing', { letters: letters.slice(0, 20) }, 'language');
}

/** The day on which a lot was packed, made or harvested: that of its first event, where it happened. */
export function packedDay(lot: Pick<Lot, 'firstEventTime'>, first: EpcisEvent | undefined): string {
  const packedOn = first?.ilmd?.['nguon:packagingDate'];
  return typeof packedOn === 'string' ? packedOn : (first?.eventTime ?? lot.firstEventTime).slice(0, 10);
}

/** How a lot's labels are printed: on what, with the strongest seal that it can hold. */
export interface Printing {
  lot: Lot;
  template: LabelTemplate;
  facts: LotFacts;
  seal: 'full' | 'compact';
  /** Signs all labels of a print: a key that takes over in its midst would make another file under its name. */
  key: LabelKey;
}

/**
 * @param index of an issued label; the links of a lot are equally long, so that one stands for all
 * @throws DomainError `not-found`, `label-too-small`, `name-not-translated`, `letters-missing`
 */
export async function preparePrinting(
  lot: Lot,
  index: number,
  template: LabelTemplate,
  language?: Locale,
): Promise<Printing> {
  const [label, key] = [labelAt(lot, index), keys().label.active()];
  const links = { compact: label.compact, full: fullUri(label, key) };
  const seal = chooseSeal(template, links);
  const facts = await factsOf(lot, language);
  refuseUnlessPrintable(facts);
  return { lot, template: fitToDots(template, qrModules(links[seal])), facts, seal, key };
}

/** @throws DomainError `not-found` */
export function labelContent({ lot, facts, seal, key }: Printing, index: number): LabelContent {
  const label = labelAt(lot, index);
  return { ...facts, uri: seal === 'full' ? fullUri(label, key) : label.compact, serial: label.serial };
}

/** How the labels of a range are made. @throws DomainError `not-found`, `key-withdrawn` */
export function makingOf({ lot, facts, seal, key }: Printing, from: number, count: number): Making {
  const runs = lot.labels.filter((run) => run.from < from + count && from < run.from + run.count);
  const units = runs.map((run) => {
    const all = unitsOf(lot, run);
    refuseWithdrawn(all.key);
    const [start, end] = [Math.max(all.from, from), Math.min(all.from + all.count, from + count)];
    const { kid, secret } = all.key;
    return { ...all, key: { kid, secret }, first: all.first + start - all.from, from: start, count: end - start };
  });
  const signer = seal === 'full' ? { mark: key.mark, privateKey: key.privateKey } : null;
  return { publicUrl: config.publicUrl, facts, units, signer };
}

/** Made one at a time while a sheet is drawn. @throws DomainError those of {@link makingOf} */
export function labelContents(printing: Printing, from: number, count: number): Generator<LabelContent> {
  return contentsOf(makingOf(printing, from, count));
}

/** Labels of one print unless more are asked for: a ream of the large label, five hundred sheets. */
export const labelsPerPrint = 10_500;

/** How many labels from an index on make one print: the rest of their run, no more than {@link labelsPerPrint}. */
export function restOfPrint(lot: Pick<Lot, 'labels'>, from: number): number {
  const run = runOf(lot, from);
  return run ? Math.min(run.from + run.count - from, labelsPerPrint) : 0;
}
