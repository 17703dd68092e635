/** The parts that the key data elements of several events are made of: where goods came from and went, which they are. */
import { makingOf, productOf, type LotFacts, type Stage } from '../facts.js';
import { organizationSubject, placeSubject, stageSubject, text } from '../finding.js';
import { senderOf } from '../checks-chain.js';
import { date, farmOf, ofEvent, site, siteOfStage, type Column, type Site } from './columns.js';
import { type Row } from './rows.js';

export const used = ({ used: input }: Row) => input?.lot ?? '';
export const made = ({ made: output }: Row) => output.lot;

/** A receipt by whoever did the stage, of a lot. */
export function receiptOf({ stages }: LotFacts, lot: string, by: Stage): Stage | undefined {
  return stages.find(({ step, organization, moved }) => {
    return step === 'receiving' && organization === by.organization && moved.some((part) => part.lot === lot);
  });
}

/** The first place where harvested goods went: where they were sent, or where something was made of them. */
function nextSite(facts: LotFacts, lot: string): Site {
  const next = facts.stages.find(({ moved, taken }) => [...moved, ...taken].some((part) => part.lot === lot));
  return next?.step === 'shipping' ? siteOfRecipient(facts, next) : siteOfStage(facts, next);
}

/** Where a shipment went; where its sender did not say, where it arrived. */
function siteOfRecipient(facts: LotFacts, shipment: Stage): Site {
  const receipt = facts.stages.find((stage) => stage.step === 'receiving' && stage.shipment === shipment.shipment);
  const place = facts.places.get(shipment.destination ?? receipt?.place ?? '');
  return { place, organization: shipment.recipient };
}

/** The commodity, and its variety as the growing-area code has it. */
export function commodity(of: (row: Row) => string): Column {
  return ofEvent(
    'Commodity and Variety',
    'commodity',
    (row, facts) => {
      const names = productOf(facts, of(row))?.names;
      const crop = farmOf(facts, of(row)).place?.zone?.crop;
      return names ? text([names.en ?? names.vi, crop].filter(Boolean).join(', ')) : null;
    },
    of,
  );
}

/** The field as its grower calls it. */
export function field(of: (row: Row) => string): Column {
  return {
    header: 'Field or Growing Area',
    part: 'field',
    find: (row, facts) => {
      const { place } = farmOf(facts, of(row));
      if (!place?.zone) return { subject: stageSubject(row.stage), value: null };
      return { subject: placeSubject(place), value: text(`${place.name} (${place.zone.growingAreaCode})`) };
    },
  };
}

/** Business name and telephone of whoever harvested what was used. */
export const harvester: Column[] = [
  ofHarvester('Harvester: Business Name', 'business-name', 'name'),
  ofHarvester('Harvester: Phone', 'phone', 'phone'),
];

function ofHarvester(header: string, part: 'business-name' | 'phone', field: 'name' | 'phone'): Column {
  return {
    header,
    part,
    find: (row, facts) => {
      const id = facts.lots.get(used(row))?.organization ?? '';
      return { subject: organizationSubject(facts, id), value: text(facts.organizations.get(id)?.[field]) };
    },
  };
}

export function harvestDay(of: (row: Row) => string): Column {
  return date('Harvest Date', 'harvest-day', (row, facts) => makingOf(facts, of(row))?.day, of);
}

export const eventDay = (header: string) => date(header, 'event-day', ({ stage }) => stage.day);

export const farm = (of: (row: Row) => string) => site('Farm', (row, facts) => farmOf(facts, of(row)));
export const nextPlace = site('Recipient', (row, facts) => nextSite(facts, made(row)));
export const shipTo = site('Ship-To', ({ stage }, facts) => siteOfRecipient(facts, stage));
export const previousSource = site('Previous Source', ({ stage }, facts) => siteOfStage(facts, senderOf(facts, stage)));
export const ownPlace = (header: string) => site(header, ({ stage }, facts) => siteOfStage(facts, stage));
/** Where the lot was given its code: where it was packed or made. */
export const codeSource = site('TLC Source', (row, facts) => siteOfStage(facts, makingOf(facts, made(row))));
