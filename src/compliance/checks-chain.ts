/** Named checks of the chain: its stages, its steps back and forward. */
import { uriOfPath } from '../epcis/identifiers.js';
import { addressOf } from './checks-records.js';
import { isRaw, makingOf, type LotFacts, type Stage } from './facts.js';
import { makingSubject, placeSubject, stageSubject, text, type Check, type Finding } from './finding.js';
import { harvestsOf } from './checks-zones.js';
import { codeOf } from './stages.js';

/** Each stage names the goods, the place and the time. */
export const stagesTraced: Check = ({ stages, namespace }) =>
  stages.flatMap((stage): Finding[] => {
    const subject = stageSubject(stage);
    const [lot] = [...stage.made, ...stage.moved, ...stage.taken];
    return [
      { part: 'goods-code', subject, value: text(lot && uriOfPath(lot.lot, namespace)) },
      { part: 'place-code', subject, value: text(isPlaceCode(stage.place) ? stage.place : null) },
      { part: 'event-time', subject, value: { time: stage.eventTime, offset: stage.offset } },
    ];
  });

/** Coordinates are where something is, not which place it is. */
function isPlaceCode(uri: string | null): boolean {
  return uri !== null && !uri.startsWith('geo:');
}

/** The code under which the goods are found again. */
export const traceCode: Check = (facts) => ofMaking(facts, 'goods-code', uriOfPath(facts.lot._id, facts.namespace));
export const lotCode: Check = (facts) => ofMaking(facts, 'lot-code', codeOf(facts.lot._id));

/** A code is worth something only where the step is recorded that gave it. */
function ofMaking(facts: LotFacts, part: 'goods-code' | 'lot-code', code: string): Finding[] {
  const value = makingOf(facts, facts.lot._id) ? text(code) : null;
  return [{ part, subject: makingSubject(facts, facts.lot), value }];
}

/** Where the goods were last processed: the place of the step that made the lot, with its address. */
export const originPlace: Check = (facts) => {
  const place = facts.places.get(makingOf(facts, facts.lot._id)?.place ?? '');
  if (!place) return [{ part: 'origin', subject: makingSubject(facts, facts.lot), value: null }];
  return [{ part: 'origin', subject: placeSubject(place), value: text(addressOf(place)) }];
};

/** Every lot of the chain has the step in which it came to be. */
export const chainComplete: Check = (facts) =>
  [...facts.lots.values()].map((lot): Finding => {
    const value = makingOf(facts, lot._id) ? text(codeOf(lot._id)) : null;
    return { part: 'making', subject: makingSubject(facts, lot), value, lot: lot._id };
  });

/** Who gave what the lot was made of: of each lot that was harvested the place, of each that came from others who sent it. */
export const oneStepBack: Check = (facts) => [
  ...harvestsOf(facts).map(({ stage, zone }): Finding => {
    const subject = zone ? placeSubject(zone) : stageSubject(stage);
    return { part: 'supplier', subject, value: text(zone?.name) };
  }),
  ...facts.stages
    .filter(({ step }) => step === 'receiving')
    .map((stage): Finding => {
      const sender = senderOf(facts, stage);
      const name = facts.organizations.get(sender?.organization ?? '')?.name;
      return { part: 'supplier', subject: stageSubject(stage), value: text(name) };
    }),
  ...[...facts.lots.values()]
    .filter((lot) => isRaw(lot) && !makingOf(facts, lot._id))
    .map((lot): Finding => {
      return { part: 'supplier', subject: makingSubject(facts, lot), value: null };
    }),
];

/** The shipment that a receipt answers. */
export function senderOf({ stages }: LotFacts, receipt: Stage): Stage | undefined {
  return stages.find(({ step, shipment }) => step === 'shipping' && shipment !== null && shipment === receipt.shipment);
}

/** Who was sent the goods. */
export const oneStepForward: Check = (facts) =>
  facts.stages
    .filter(({ step }) => step === 'shipping')
    .map((stage): Finding => {
      const name = facts.organizations.get(stage.recipient ?? '')?.name;
      return { part: 'recipient', subject: stageSubject(stage), value: text(name) };
    });

/** Every packing house that packed has a code. */
export const packingHouses: Check = (facts) => {
  const packings = facts.stages.filter(({ step }) => step === 'packing');
  return packings.map((stage): Finding => {
    const place = facts.places.get(stage.place ?? '');
    const subject = place ? placeSubject(place) : stageSubject(stage);
    return { part: 'packing-house-code', subject, value: text(place?.packingHouseCode) };
  });
};
