/** The page behind a set's label: a verdict on the whole by the worst of its parts, and each part with its own page. */
import { fromThousandths } from '../epcis/quantity.js';
import { type Notice } from '../epcis/vocabulary.js';
import { packedDay } from '../labels/print.js';
import { Events } from '../events/event.model.js';
import { type Lot } from '../lots/lot.model.js';
import { stateOf, type LotCondition } from '../lots/lot.service.js';
import { type PackedSet } from '../lots/set.model.js';
import { lotsByPath } from '../lots/trace.js';
import { findOrganization, namesOfOrganizations } from '../registry/organization.service.js';
import { type Product } from '../registry/product.model.js';
import { productsById, starsOn } from '../registry/product.service.js';
import { type SetProof } from '../sets/code.js';
import { noticeOf } from './recall-status.js';

type Words = Pick<Express.Locals, 't' | 'format' | 'inLanguage' | 'told'>;

/** A part of a set as it is now. */
export interface PartOfSet {
  lot: Lot;
  product: Product;
  /** Name of who made it. */
  producer: string;
  /** In the unit of the lot. */
  quantity: number;
  packedOn: string;
  state: LotCondition;
  /** Words of the authority that recalled the lot. */
  notice: Notice | null;
}

export async function partsOf({ contents }: PackedSet, today: string): Promise<PartOfSet[]> {
  const lots = new Map((await lotsByPath(contents.map(({ lot }) => lot))).map((lot) => [lot._id, lot]));
  const all = [...lots.values()];
  const [products, producers, firsts, notices] = await Promise.all([
    productsById(all.map(({ product }) => product)),
    namesOfOrganizations(all.map(({ organization }) => organization)),
    Promise.all(all.map(async (lot) => [lot._id, await dayOf(lot)] as const)),
    Promise.all(all.map(async (lot) => [lot._id, await noticeOf(lot)] as const)),
  ]);
  const [days, noticesOfLots] = [new Map(firsts), new Map(notices)];
  return contents.flatMap(({ lot: path, quantity }) => {
    const lot = lots.get(path);
    const product = products.get(lot?.product ?? '');
    if (!lot || !product) return [];
    return {
      lot,
      product,
      producer: producers.get(lot.organization) ?? '',
      quantity: fromThousandths(quantity),
      packedOn: days.get(path) ?? '',
      state: stateOf(lot, today),
      notice: noticesOfLots.get(path) ?? null,
    };
  });
}

async function dayOf(lot: Lot): Promise<string> {
  const first = await Events.findOne({ lots: lot._id }).sort('eventTime').lean();
  return packedDay(lot, first?.event);
}

export type SetVerdict = 'genuine' | 'recalled' | 'key-withdrawn' | 'expired' | 'look-again' | 'unknown';

/** The worst counts. A set that was taken apart, or of which a part is held, is to be looked at again. */
export function verdictOnSet(set: Pick<PackedSet, 'state'>, states: LotCondition[], proof: SetProof): SetVerdict {
  if (states.includes('recalled')) return 'recalled';
  if (proof.withdrawal) return 'key-withdrawn';
  if (set.state === 'unpacked') return 'look-again';
  if (states.includes('expired')) return 'expired';
  if (states.includes('held')) return 'look-again';
  return proof.by === 'none' ? 'unknown' : 'genuine';
}

/** The parts that decide the verdict, by name: the reader takes just these out. */
export function bandOfSet(set: PackedSet, parts: PartOfSet[], verdict: SetVerdict, { t, inLanguage }: Words) {
  const named = (state: LotCondition) => ({
    parts: parts
      .filter((part) => part.state === state)
      .map(({ product, lot }) => t('sets.public.part', { product: inLanguage(product.names), lot: lot.code }))
      .join('; '),
  });
  const kind = verdict === 'look-again' ? (set.state === 'unpacked' ? 'unpacked' : 'held') : verdict;
  const words = {
    genuine: { sentence: t('sets.public.genuine') },
    recalled: { word: t('sets.public.recalled.word'), sentence: t('sets.public.recalled.sentence', named('recalled')) },
    expired: { word: t('sets.public.expired.word'), sentence: t('sets.public.expired.sentence', named('expired')) },
    held: { word: t('sets.public.held.word'), sentence: t('sets.public.held.sentence', named('held')) },
    unpacked: { word: t('sets.public.unpacked.word'), sentence: t('sets.public.unpacked.sentence') },
    'key-withdrawn': {},
    unknown: { word: t('sets.public.unknown.word'), sentence: t('sets.public.unknown.sentence') },
  };
  return { verdict, ...words[kind] };
}

/** @param today `2026-11-24`, where the reader is */
export async function presentSetPage(
  { set, parts, proof }: { set: PackedSet; parts: PartOfSet[]; proof: SetProof },
  words: Words,
  today: string,
) {
  const { t, format, told } = words;
  const packer = await findOrganization(set.organization);
  const place = [packer?.commune, packer?.province].filter(Boolean).join(', ');
  const means = proof.by === 'signature' ? 'public.checked-by-signature' : 'public.checked-by-serial';
  return {
    name: told(set.names),
    facts: [
      { label: t('sets.packed-by'), value: packer?.name ?? '', ...(place && { note: place }) },
      { label: t('sets.packed-on'), value: format.date(set.packedAt), big: true },
    ],
    parts: parts.map((part) => presentPart(part, words, today)),
    label: [
      { label: t('sets.code'), value: format.serial(set._id.slice(set._id.indexOf('/') + 1)), code: true },
      ...(proof.by === 'none'
        ? []
        : [{ label: t('public.checked'), value: t(proof.withdrawal ? 'public.checked-in-vain' : means) }]),
    ],
  };
}

function presentPart(part: PartOfSet, words: Words, today: string) {
  const { lot, product, producer, quantity, packedOn, state, notice } = part;
  const { t, format, told } = words;
  return {
    notice: notice && told(notice),
    name: told(product.names),
    href: `/${lot._id}`,
    stars: starsOn(product, today),
    producer,
    state: state === 'open' || state === 'empty' ? null : state,
    facts: [
      { label: t('lots.quantity'), value: format.quantity(quantity, lot.uom), big: true },
      { label: t('public.lot'), value: lot.code, code: true },
      { label: t('public.packed-on'), value: format.date(packedOn) },
      ...(lot.expiresOn ? [{ label: t('public.expires-on'), value: format.date(lot.expiresOn) }] : []),
    ],
  };
}
