/**
 * What only the events tell of the drawn lots: how much of one went into another, where each was made, what other
 * systems put in or made of it, and the zones where the material grew.
 */
import { inSlices, namespace, trusted } from '../db.js';
import { canonicalEpc } from '../epcis/epc.js';
import { uriOfPath } from '../epcis/identifiers.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { type EpcisEvent, type QuantityElement } from '../epcis/vocabulary.js';
import { term } from '../events/epcis/terms.js';
import { Events, type StoredEvent } from '../events/event.model.js';
import { standing } from '../events/standing.js';
import { Lots } from '../lots/lot.model.js';
import { type Commune } from '../registry/commune.model.js';
import { communesOf } from '../registry/commune.service.js';
import { type Location } from '../registry/location.model.js';
import { locationsByUri } from '../registry/location.service.js';
import { type TracedLot } from './graph.js';

export interface Amount {
  quantity: number;
  uom: string;
}

/** A lot of another system: what is known of it is what an event of a lot of ours says. */
export interface ForeignLot {
  uri: string;
  /** The lot of ours beside it in the event. */
  lot: string;
  /** It went into the lot, or was made of it. */
  is: 'input' | 'output';
  amount: Amount | null;
}

export interface Sources {
  /** By {@link edgeName}. */
  amounts: Map<string, Amount>;
  /** Where each lot was made. */
  places: Map<string, Location>;
  foreign: ForeignLot[];
  /** Where raw material of the lots grew. */
  zones: Location[];
  /** Of those that have an outline, by `keyOfPlace`. */
  communes: Map<string, Commune>;
}

export const edgeName = (from: string, to: string) => `${from} ${to}`;

/** Lots without parents whose zones are looked for, and events of other systems that are read for outputs of theirs. */
export const mostSources = 200;
const mostForeignEvents = 500;

/** @param lots those that are drawn @param sources lots that were made of nothing here */
export async function sourcesOf(lots: TracedLot[], sources: Pick<TracedLot, '_id'>[]): Promise<Sources> {
  const [made, used, begun] = await Promise.all([
    eventsNaming('outputEPCClass', lots, {}),
    eventsNaming(
      'inputEPCClass',
      lots.filter(({ consumed }) => consumed > 0),
      { context: trusted({ $ne: null }) },
    ),
    commissionings(sources),
  ]);
  const foreign = await foreignLots(lots, made, used);
  const uris = [...made, ...begun].flatMap((event) => placeOf(event) ?? []);
  const locations = new Map(await inSlices(uris, async (some) => [...(await locationsByUri(some))]));
  const places = new Map<string, Location>();
  for (const event of [...made, ...begun]) {
    const location = locations.get(placeOf(event) ?? '');
    for (const lot of location ? pathsIn(event.outputQuantityList ?? event.quantityList) : []) {
      if (location) places.set(lot, location);
    }
  }
  const known = [...new Map([...places.values()].map((place) => [place._id, place])).values()];
  const zones = known.filter(({ kind }) => kind === 'zone');
  return {
    amounts: amountsOf(made, new Set(lots.map(({ _id }) => _id))),
    places,
    foreign,
    zones,
    communes: await communesOf(zones),
  };
}

const told = {
  ...{ 'event.type': 1, 'event.action': 1, 'event.bizStep': 1, 'event.eventID': 1, 'event.errorDeclaration': 1 },
  ...{ 'event.readPoint': 1, 'event.bizLocation': 1, 'event.nguon:corrects': 1 },
  ...{ 'event.quantityList': 1, 'event.inputQuantityList': 1, 'event.outputQuantityList': 1 },
} as const;

async function eventsNaming(field: string, lots: TracedLot[], only: object): Promise<EpcisEvent[]> {
  const words = lots.map(({ _id }) => term(field, canonicalEpc(uriOfPath(_id, namespace()))));
  const found = await inSlices(words, (some) =>
    Events.find({ terms: trusted({ $in: some }), ...only }, told)
      .limit(mostForeignEvents)
      .lean<StoredEvent[]>(),
  );
  return distinct(found);
}

/** The step as it is spelled here and in GS1's two ways. */
const commissioning = [
  'commissioning',
  'https://ref.gs1.org/cbv/BizStep-commissioning',
  'urn:epcglobal:cbv:bizstep:commissioning',
];

async function commissionings(lots: Pick<TracedLot, '_id'>[]): Promise<EpcisEvent[]> {
  const ids = lots.map(({ _id }) => _id);
  const found = await inSlices(ids, (some) =>
    Events.find({ lots: trusted({ $in: some }), bizStep: trusted({ $in: commissioning }) }, told).lean<StoredEvent[]>(),
  );
  return distinct(found).filter(({ action }) => action === 'ADD');
}

function distinct(found: StoredEvent[]): EpcisEvent[] {
  const each = new Map(found.map((stored) => [stored._id, stored]));
  return standing([...each.values()]).map(({ event }) => event);
}

function placeOf({ readPoint, bizLocation }: EpcisEvent): string | undefined {
  return readPoint?.id ?? bizLocation?.id;
}

function pathsIn(list: QuantityElement[] | undefined): string[] {
  return (list ?? []).flatMap(({ epcClass }) => lotOfClass(epcClass, namespace()) ?? []);
}

/** Between drawn lots. What an event used counts for each of its outputs: no event says how it was shared. */
function amountsOf(events: EpcisEvent[], drawn: ReadonlySet<string>): Map<string, Amount> {
  const amounts = new Map<string, Amount>();
  for (const { inputQuantityList = [], outputQuantityList } of events) {
    for (const to of pathsIn(outputQuantityList)) {
      for (const { epcClass, quantity, uom } of inputQuantityList) {
        const from = lotOfClass(epcClass, namespace());
        if (!from || !drawn.has(from) || !drawn.has(to) || quantity === undefined || !uom) continue;
        const before = amounts.get(edgeName(from, to));
        const sum = Math.round(((before?.quantity ?? 0) + quantity) * 1000) / 1000;
        if (!before || before.uom === uom) amounts.set(edgeName(from, to), { quantity: sum, uom });
      }
    }
  }
  return amounts;
}

/** Those that are not kept here at all; a lot of ours that the reader may not see is none of them. */
async function foreignLots(lots: TracedLot[], made: EpcisEvent[], used: EpcisEvent[]): Promise<ForeignLot[]> {
  const drawn = new Set(lots.map(({ _id }) => _id));
  const pairs = [
    ...made.flatMap((event) => pairsOf(event, 'input', event.inputQuantityList, event.outputQuantityList, drawn)),
    ...used.flatMap((event) => pairsOf(event, 'output', event.outputQuantityList, event.inputQuantityList, drawn)),
  ];
  const paths = pairs.flatMap(({ uri }) => lotOfClass(uri, namespace()) ?? []);
  const kept = await inSlices(paths, (some) => Lots.find({ _id: trusted({ $in: some }) }, { _id: 1 }).lean());
  const known = new Set(kept.map(({ _id }) => _id));
  const foreign = pairs.filter(({ uri }) => !known.has(lotOfClass(uri, namespace()) ?? ''));
  return [...new Map(foreign.map((pair) => [`${pair.is} ${pair.uri} ${pair.lot}`, pair])).values()];
}

function pairsOf(
  event: EpcisEvent,
  is: ForeignLot['is'],
  theirs: QuantityElement[] | undefined,
  ours: QuantityElement[] | undefined,
  drawn: ReadonlySet<string>,
): ForeignLot[] {
  const lots = pathsIn(ours).filter((path) => drawn.has(path));
  const classes = (theirs ?? []).map(({ epcClass, quantity, uom }) => {
    return { uri: canonicalEpc(epcClass), amount: quantity !== undefined && uom ? { quantity, uom } : null };
  });
  const units = (is === 'input' ? event.inputEPCList : event.outputEPCList) ?? [];
  const all = [...classes, ...units.map((epc) => ({ uri: canonicalEpc(epc), amount: null }))];
  return lots.flatMap((lot) => all.map(({ uri, amount }) => ({ uri, lot, is, amount })));
}
