/**
 * What an event says, as words that can be looked up: `bizStep=shipping`, `epc=https://id.gs1.org/01/…`. The words are
 * stored beside the event and indexed; queries ask for the same words. Identifiers stand in their canonical form and
 * extensions under their name as spelled and in full, so that no spelling hides an event.
 */
import { prefixesOf } from '../../epcis/context.js';
import { canonicalEpc } from '../../epcis/epc.js';
import { type EpcisEvent, type QuantityElement } from '../../epcis/vocabulary.js';
import { noteExtensions, sayIdentifier, sayTyped, sayWord, type Notes } from './notes.js';
import { term } from './terms.js';

export interface Facts {
  terms: ReadonlySet<string>;
  /** Numbers, and times in milliseconds, by the name of their field. */
  values: ReadonlyMap<string, readonly number[]>;
}

/** @param context `@context` of the document in which the event came */
export function factsOf(event: EpcisEvent, context: unknown): Facts {
  const terms = new Set<string>();
  const values = new Map<string, number[]>();
  const notes: Notes = {
    prefixes: prefixesOf(context, event['@context']),
    say: (field, ...texts) => texts.forEach((text) => terms.add(term(field, text))),
    mark: (field) => void terms.add(field),
    measure: (field, value) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return;
      terms.add(field);
      values.set(field, [...(values.get(field) ?? []), value]);
    },
  };
  noteWhatAndWhere(event, notes);
  noteObjects(event, notes);
  noteError(event, notes);
  noteSensors(event, notes);
  noteExtensions('', event, notes);
  return { terms, values };
}

function noteWhatAndWhere(event: EpcisEvent, notes: Notes): void {
  notes.say('eventType', event.type);
  notes.say('eventID', event.eventID);
  if (event.action) notes.say('action', event.action);
  sayWord('bizStep', event.bizStep, 'bizStep', notes);
  sayWord('disposition', event.disposition, 'disposition', notes);
  for (const kind of ['set', 'unset'] as const) {
    for (const text of event.persistentDisposition?.[kind] ?? []) {
      sayWord(`persistentDisposition_${kind}`, text, 'disposition', notes);
    }
  }
  for (const field of ['readPoint', 'bizLocation'] as const) {
    sayIdentifier(field, event[field]?.id, notes);
    const whole = /^(.+\/414\/\d{13})\/254\//.exec(canonicalEpc(event[field]?.id ?? ''))?.[1];
    if (whole) notes.mark(`${field}~${whole}`);
    noteExtensions(`${field}_`, event[field], notes);
  }
  for (const { type = '', bizTransaction } of event.bizTransactionList ?? []) {
    sayTyped('bizTransaction', type, 'bizTransaction', bizTransaction, notes);
  }
  for (const { type, source } of event.sourceList ?? []) sayTyped('source', type, 'party', source, notes);
  for (const { type, destination } of event.destinationList ?? []) {
    sayTyped('destination', type, 'party', destination, notes);
  }
  if (event.transformationID) notes.say('transformationID', event.transformationID);
}

function noteObjects(event: EpcisEvent, notes: Notes): void {
  const epcs = {
    epc: [...(event.epcList ?? []), ...(event.childEPCs ?? [])],
    parentID: event.parentID === undefined ? [] : [event.parentID],
    inputEPC: event.inputEPCList ?? [],
    outputEPC: event.outputEPCList ?? [],
  };
  for (const [field, list] of Object.entries(epcs)) {
    for (const epc of list) {
      sayIdentifier(field, epc, notes);
      const product = /^(.+\/01\/\d{14})\/(21|235)\//.exec(canonicalEpc(epc))?.[1];
      if (product) notes.mark(`${field}~${product}`);
    }
  }
  const classes: Record<string, QuantityElement[]> = {
    epcClass: [...(event.quantityList ?? []), ...(event.childQuantityList ?? [])],
    inputEPCClass: event.inputQuantityList ?? [],
    outputEPCClass: event.outputQuantityList ?? [],
  };
  for (const [field, list] of Object.entries(classes)) {
    for (const { epcClass, quantity, uom } of list) {
      sayIdentifier(field, epcClass, notes);
      notes.measure('quantity', quantity);
      if (uom) notes.measure(`quantity_${uom}`, quantity);
    }
  }
}

function noteError({ errorDeclaration }: EpcisEvent, notes: Notes): void {
  if (!errorDeclaration) return;
  notes.mark('errorDeclaration');
  notes.measure('errorDeclarationTime', Date.parse(errorDeclaration.declarationTime));
  sayWord('errorReason', errorDeclaration.reason, 'errorReason', notes);
  notes.say('correctiveEventID', ...(errorDeclaration.correctiveEventIDs ?? []));
  noteExtensions('ERROR_DECLARATION_', errorDeclaration, notes);
}

const sensorUris = ['deviceID', 'dataProcessingMethod', 'microorganism', 'chemicalSubstance', 'bizRules', 'uriValue'];
const sensorTimes = ['time', 'startTime', 'endTime'];
const sensorNumbers = ['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percValue'];

function noteSensors({ sensorElementList = [] }: EpcisEvent, notes: Notes): void {
  if (sensorElementList.length > 0) notes.mark('sensorElementList');
  for (const element of sensorElementList) {
    noteExtensions('SENSORELEMENT_', element, notes);
    noteExtensions('SENSORMETADATA_', element.sensorMetadata, notes);
    for (const report of element.sensorReport) {
      noteExtensions('SENSORREPORT_', report, notes);
      noteReport(report, notes);
    }
    for (const part of [element.sensorMetadata ?? {}, ...element.sensorReport]) {
      for (const field of sensorUris) if (typeof part[field] === 'string') sayIdentifier(field, part[field], notes);
      for (const field of sensorTimes) notes.measure(field, Date.parse(String(part[field])));
    }
  }
}

function noteReport(report: Record<string, unknown>, notes: Notes): void {
  if (typeof report.type === 'string') sayWord('measurement', report.type, 'measurement', notes);
  for (const field of ['stringValue', 'hexBinaryValue', 'booleanValue']) {
    if (field in report) notes.say(field, String(report[field]));
  }
  notes.measure('percRank', report.percRank);
  if (typeof report.uom !== 'string') return;
  for (const field of sensorNumbers) notes.measure(`${field}_${report.uom}`, report[field]);
}
