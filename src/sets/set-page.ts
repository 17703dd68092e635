/** Sets in the words of their people: the list, the page of one, and what programs get. */
import { config } from '../config.js';
import { fromThousandths } from '../epcis/quantity.js';
import { localTime } from '../epcis/time.js';
import { type Lot } from '../lots/lot.model.js';
import { namesOfLots, productName, today, type LotNames, type Words } from '../lots/lot-table.js';
import { mayReadLot, stateOf } from '../lots/lot.service.js';
import { toneOfSet } from '../lots/set-search.js';
import { type PackedSet } from '../lots/set.model.js';
import { lotsByPath } from '../lots/trace.js';
import { type Actor } from '../policy.js';
import { namesOfOrganizations } from '../registry/organization.service.js';

interface Reader {
  actor: Actor;
  now: Date;
}

/** A set and the present state of all that is in it. */
export interface SetPage {
  set: PackedSet;
  /** In the order of the contents. */
  lots: Lot[];
  names: LotNames;
  /** Names of the organisations that had a part in the set. */
  parties: Map<string, string>;
}

export async function setPageOf(set: PackedSet): Promise<SetPage> {
  const lots = await lotsByPath(set.contents.map(({ lot }) => lot));
  const [names, parties] = await Promise.all([namesOfLots(lots), namesOfOrganizations(set.parties)]);
  return { set, lots, names, parties };
}

/** Columns and rows of the table partial. */
export function setTable(sets: PackedSet[], parties: Map<string, string>, { t, format, inLanguage }: Words) {
  return {
    columns: [
      { label: t('sets.name') },
      { label: t('sets.holder') },
      { label: t('sets.products'), numeric: true },
      { label: t('sets.packed-on') },
    ],
    rows: sets.map((set) => [
      {
        text: inLanguage(set.names),
        href: `/sets/${set._id}`,
        badge: { tone: toneOfSet[set.state], badgeLabel: t(`sets.states.${set.state}`) },
      },
      parties.get(set.holder) ?? '',
      format.number(set.contents.length),
      format.date(set.packedAt),
    ]),
  };
}

export function viewOfSet({ set, lots, names, parties }: SetPage, reader: Reader, words: Words) {
  const { t, format, inLanguage } = words;
  const name = (id: string | null) => parties.get(id ?? '') ?? '';
  const mine = set.state === 'packed' && set.holder === reader.actor.organization;
  return {
    set,
    address: `/sets/${set._id}`,
    name: inLanguage(set.names),
    badge: { tone: toneOfSet[set.state], badgeLabel: t(`sets.states.${set.state}`) },
    /** What a producer can do with it now. */
    may: {
      move: mine && lots.every((lot) => stateOf(lot, today(reader.now)) === 'open'),
      unpack: mine,
      receive: set.shippedTo === reader.actor.organization,
      print: set.organization === reader.actor.organization && set.state !== 'unpacked',
      repeat: set.organization === reader.actor.organization,
    },
    facts: [
      { label: t('sets.packed-by'), value: name(set.organization) },
      { label: t('sets.packed-on'), value: format.date(set.packedAt), big: true },
      { label: t('sets.holder'), value: name(set.holder) },
      ...(set.shippedTo ? [{ label: t('sets.shipped-to'), value: name(set.shippedTo) }] : []),
      { label: t('sets.code'), value: format.serial(set._id.slice(set._id.indexOf('/') + 1)), code: true },
    ],
    contents: contentsOf(set, lots, names, reader, words),
    repeat: `/sets/new?${likeThis(set)}`,
    now: localTime(reader.now, config.utcOffset).slice(0, 16),
  };
}

function contentsOf({ contents }: PackedSet, lots: Lot[], names: LotNames, reader: Reader, words: Words) {
  const { t, format } = words;
  const byPath = new Map(lots.map((lot) => [lot._id, lot]));
  return {
    columns: [
      { label: t('lots.product') },
      { label: t('lots.lot') },
      { label: t('lots.producer') },
      { label: t('lots.quantity'), numeric: true },
    ],
    rows: contents.flatMap(({ lot: path, quantity, uom }) => {
      const lot = byPath.get(path);
      if (!lot) return [];
      const state = stateOf(lot, today(reader.now));
      return [
        [
          {
            text: productName(names.products.get(lot.product), words),
            href: mayReadLot(reader.actor, lot) ? `/lots/${path}` : `/${path}`,
            badge: state === 'open' || state === 'empty' ? undefined : { lotState: state },
          },
          { text: lot.code, code: true },
          names.organizations.get(lot.organization) ?? '',
          format.quantity(fromThousandths(quantity), uom),
        ],
      ];
    }),
  };
}

/** The form of another set with the same in it. */
function likeThis({ names, contents, _id }: PackedSet): string {
  const texts = Object.entries(names).flatMap(([lang, text]) => (text ? [[`names.${lang}`, text] as const] : []));
  const parts = contents.flatMap(({ lot, quantity }, row) => [
    [`parts.${row}.lot`, lot] as const,
    [`parts.${row}.quantity`, String(fromThousandths(quantity))] as const,
  ]);
  const code = _id.startsWith('00/') ? [['code', 'sscc'] as const] : [];
  return new URLSearchParams(Object.fromEntries([...texts, ...parts, ...code])).toString();
}

/** A set for programs. */
export function presentSet(set: PackedSet): object {
  const { _id, organization, holder, shippedTo, shipment, names, contents, state, packedAt, events } = set;
  return {
    set: _id,
    names,
    state,
    organization,
    holder,
    shippedTo,
    shipment,
    packedAt,
    contents: contents.map((part) => ({ ...part, quantity: fromThousandths(part.quantity) })),
    events,
  };
}
