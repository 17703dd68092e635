/** What is printed on the labels of a lot, and how many of them make one print. */
import { standing } from '../events/standing.js';
import { keys, type LabelKey } from '../auth/keys.js';
import { Events } from '../events/event.model.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { translator } from '../http/i18n.js';
import { type Lot } from '../lots/lot.model.js';
import { findOrganization } from '../registry/organization.service.js';
import { productsById } from '../registry/product.service.js';
import { fullUri, labelAt, runOf } from './label.service.js';
import { type LabelContent } from './layout.js';
import { chooseSeal } from './sheet.js';
import { type LabelTemplate } from './templates.js';

/** What all labels of a lot say beside link and serial. */
export type LotFacts = Omit<LabelContent, 'uri' | 'serial'>;

const vietnamese = translator('vi'); // packages sold in Vietnam are labelled in Vietnamese
const captions = {
  lot: vietnamese('labels.captions.lot'),
  packedOn: vietnamese('labels.captions.packed'),
  expiresOn: vietnamese('labels.captions.expires'),
};

export async function factsOf(lot: Lot): Promise<LotFacts> {
  const [products, organization, events] = await Promise.all([
    productsById([lot.product]),
    findOrganization(lot.organization),
    Events.find({ lots: lot._id }, { event: 1 }).sort('eventTime').lean(),
  ]);
  return {
    productName: products.get(lot.product)?.names.vi ?? '',
    producer: organization?.name,
    lot: lot.code,
    packedOn: packedDay(lot, standing(events)[0]?.event),
    expiresOn: lot.expiresOn ?? undefined,
    captions,
  };
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
 * @throws DomainError `not-found`, `label-too-small`
 */
export async function preparePrinting(lot: Lot, index: number, template: LabelTemplate): Promise<Printing> {
  const [label, key] = [labelAt(lot, index), keys().label.active()];
  const seal = chooseSeal(template, { compact: label.compact, full: fullUri(lot, label, key) });
  return { lot, template, facts: await factsOf(lot), seal, key };
}

/** @throws DomainError `not-found` */
export function labelContent({ lot, facts, seal, key }: Printing, index: number): LabelContent {
  const label = labelAt(lot, index);
  return { ...facts, uri: seal === 'full' ? fullUri(lot, label, key) : label.compact, serial: label.serial };
}

/** Made one at a time while a sheet is drawn. */
export function* labelContents(printing: Printing, from: number, count: number): Generator<LabelContent> {
  for (let index = from; index < from + count; index++) yield labelContent(printing, index);
}

/** Labels of one print unless more are asked for: a ream of the large label, five hundred sheets. */
export const labelsPerPrint = 10_500;

/** How many labels from an index on make one print: the rest of their run, no more than {@link labelsPerPrint}. */
export function restOfPrint(lot: Pick<Lot, 'labels'>, from: number): number {
  const run = runOf(lot, from);
  return run ? Math.min(run.from + run.count - from, labelsPerPrint) : 0;
}

/** All labels of a lot cut into prints, the newest run first. */
export function printsOf({ labels }: Pick<Lot, 'labels'>): { from: number; count: number }[] {
  return labels.toReversed().flatMap(({ from, count }) =>
    Array.from({ length: Math.ceil(count / labelsPerPrint) }, (_, part) => {
      const start = part * labelsPerPrint;
      return { from: from + start, count: Math.min(count - start, labelsPerPrint) };
    }),
  );
}
