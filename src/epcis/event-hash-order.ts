/**
 * The order in which the fields of an EPCIS 2.0 event enter its pre-hash string (CBV 2.0, canonical property order).
 *
 * Where the printed table and the hashes published with the reference implementation part, the hashes are followed,
 * because other systems compare hashes: `parentID` stands before `epcList`, the three `late` lists stand with `ilmd`
 * and the extensions, sorted by name after everything else, and a `type` stands before the value it describes.
 */

export interface Field {
  name: string;
  /** The name each element of a list bears after the list's own; the empty text where it bears none. */
  element?: string;
  /** What an object in this place holds, in order. Anything else it holds is an extension and follows, sorted. */
  fields?: readonly Field[];
  isTime?: boolean;
  /** The start of the full URI of the standard's bare words (`receiving`) in this field. */
  vocabulary?: string;
}

const cbv = 'https://ref.gs1.org/cbv/';
const webVocabulary = 'https://gs1.org/voc/';

const named = (...names: string[]): Field[] => names.map((name) => ({ name }));
const epcs = (name: string): Field => ({ name, element: 'epc' });
const quantities = (name: string): Field => ({
  name,
  element: 'quantityElement',
  fields: named('epcClass', 'quantity', 'uom'),
});
const typed = (name: string, value: string, vocabulary: string): Field => ({
  name,
  element: '',
  fields: [{ name: 'type', vocabulary }, { name: value }],
});

const sensorMetadata: Field[] = [
  { name: 'time', isTime: true },
  { name: 'startTime', isTime: true },
  { name: 'endTime', isTime: true },
  ...named('deviceID', 'deviceMetadata', 'rawData', 'dataProcessingMethod', 'bizRules'),
];

const sensorReport: Field[] = [
  { name: 'type', vocabulary: webVocabulary },
  { name: 'exception', vocabulary: webVocabulary },
  ...named('deviceID', 'deviceMetadata', 'rawData', 'dataProcessingMethod'),
  { name: 'time', isTime: true },
  ...named('microorganism', 'chemicalSubstance', 'value'),
  { name: 'component', vocabulary: `${cbv}Comp-` },
  ...named('stringValue', 'booleanValue', 'hexBinaryValue', 'uriValue', 'minValue', 'maxValue', 'meanValue', 'sDev'),
  ...named('percRank', 'percValue', 'uom', 'coordinateReferenceSystem'),
];

export const eventFields: readonly Field[] = [
  { name: 'eventTime', isTime: true },
  ...named('eventTimeZoneOffset', 'certificationInfo', 'parentID'),
  epcs('epcList'),
  epcs('inputEPCList'),
  epcs('childEPCs'),
  quantities('quantityList'),
  quantities('childQuantityList'),
  quantities('inputQuantityList'),
  epcs('outputEPCList'),
  quantities('outputQuantityList'),
  ...named('action', 'transformationID'),
  { name: 'bizStep', vocabulary: `${cbv}BizStep-` },
  { name: 'disposition', vocabulary: `${cbv}Disp-` },
  {
    name: 'persistentDisposition',
    fields: [
      { name: 'set', vocabulary: `${cbv}Disp-` },
      { name: 'unset', vocabulary: `${cbv}Disp-` },
    ],
  },
  { name: 'readPoint', fields: named('id') },
  { name: 'bizLocation', fields: named('id') },
  {
    name: 'sensorElementList',
    element: 'sensorElement',
    fields: [
      { name: 'sensorMetadata', fields: sensorMetadata },
      { name: 'sensorReport', fields: sensorReport },
    ],
  },
];

/** Sorted among `ilmd` and the extensions of the event. */
export const lateFields: readonly Field[] = [
  typed('bizTransactionList', 'bizTransaction', `${cbv}BTT-`),
  typed('destinationList', 'destination', `${cbv}SDT-`),
  typed('sourceList', 'source', `${cbv}SDT-`),
];

/** No part of what happened, or not known when the hash is made. */
export const unhashedFields: ReadonlySet<string> = new Set(['type', 'eventID', 'recordTime', 'errorDeclaration']);

/** Remarks for readers and the context itself: left out at every depth. */
export const remarks: ReadonlySet<string> = new Set(['@context', 'rdfs:comment', 'comment']);

/** Old CBV names and what they are called since CBV 2.0. */
export const renamedVocabularies: readonly [urn: string, uri: string][] = [
  ['urn:epcglobal:cbv:bizstep:', `${cbv}BizStep-`],
  ['urn:epcglobal:cbv:disp:', `${cbv}Disp-`],
  ['urn:epcglobal:cbv:btt:', `${cbv}BTT-`],
  ['urn:epcglobal:cbv:sdt:', `${cbv}SDT-`],
  ['urn:epcglobal:cbv:er:', `${cbv}ER-`],
];

/** The prefixes that GS1's EPCIS context declares for every document. */
export const standardPrefixes: Readonly<Record<string, string>> = {
  epcis: 'https://ref.gs1.org/epcis/',
  cbv,
  cbvmda: 'urn:epcglobal:cbv:mda:',
  gs1: webVocabulary,
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  owl: 'http://www.w3.org/2002/07/owl#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  dcterms: 'http://purl.org/dc/terms/',
};
