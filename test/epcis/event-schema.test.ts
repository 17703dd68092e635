import { expect } from 'chai';
import { receivedDocument } from '../../src/epcis/document-schema.js';
import { receivedEvent } from '../../src/epcis/event-schema.js';
import { documentOf, foreignEvent, type Json } from '../support/epcis.js';

const urn = 'urn:epc:id:sgtin:0614141.107346.2017';
const child = { childEPCs: [urn], action: 'ADD', parentID: 'urn:epc:id:sscc:0614141.1234567890' };
const time = '2026-10-02T08:30:00Z';
const sensors = [{ sensorReport: [{ type: 'Temperature', value: 21.5, uom: 'CEL', 'ex:place': { 'ex:deep': 1 } }] }];

/** The fields of an event of a type, without those that all have. */
const ofType: Record<string, Json> = {
  ObjectEvent: { action: 'OBSERVE', epcList: [urn] },
  AggregationEvent: child,
  AssociationEvent: child,
  TransactionEvent: { action: 'ADD', epcList: [urn], bizTransactionList: [{ type: 'po', bizTransaction: 'urn:x:1' }] },
  TransformationEvent: {
    inputEPCList: [urn],
    outputQuantityList: [{ epcClass: 'urn:epc:class:lgtin:0614141.107346.L1' }],
  },
  'ex:CountEvent': { count: 3 },
};
const build = (type: string, more: Json = {}): Json => ({
  type,
  eventTime: time,
  eventTimeZoneOffset: '+07:00',
  ...ofType[type],
  ...more,
});

/** `field: kind` of each fault. */
function faults(event: unknown): string[] {
  const { error } = receivedEvent.safeParse(event, { reportInput: true });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}
const fieldsAtFault = (event: unknown) => faults(event).map((fault) => fault.split(':')[0]);

describe('events of other systems', () => {
  for (const type of Object.keys(ofType)) {
    it(`are taken as they are: ${type} with extensions, sensors and a correction`, () => {
      const more = {
        'ex:note': ['a', { 'ex:b': 1 }],
        'https://example.org/ns#field': 1,
        sensorElementList: sensors,
        certificationInfo: ['https://example.org/certificate/1'],
        readPoint: { id: 'urn:epc:id:sgln:0614141.07346.0', 'ex:floor': 3 },
        errorDeclaration: { declarationTime: time, reason: 'incorrect_data', correctiveEventIDs: ['urn:uuid:1'] },
      };
      const event = build(type, more);
      expect(faults(event)).to.deep.equal([]);
      expect(receivedEvent.parse(event)).to.equal(event);
    });
  }

  it('say what every event must say', () => {
    for (const type of Object.keys(ofType).slice(0, 5)) {
      const { eventTime, eventTimeZoneOffset, ...rest } = build(type);
      expect([eventTime, eventTimeZoneOffset]).to.have.length(2);
      expect(fieldsAtFault(rest), type).to.include.members(['eventTime', 'eventTimeZoneOffset']);
    }
    expect(faults(null)).not.to.deep.equal([]);
    expect(fieldsAtFault({ ...build('ObjectEvent'), type: 'HarvestEvent' })).to.deep.equal(['type']);
  });

  const refused: [string, Json, string][] = [
    ['an object event without objects', build('ObjectEvent', { epcList: undefined }), 'epcList: required'],
    ['an unknown action', build('ObjectEvent', { action: 'MOVE' }), 'action: bad-choice'],
    ['an unknown field', build('ObjectEvent', { bizstep: 'shipping' }), 'bizstep: unknown-field'],
    ['a field of another type', build('ObjectEvent', { parentID: urn }), 'parentID: unknown-field'],
    ['a bare word that CBV has not', build('ObjectEvent', { bizStep: 'harvesting' }), 'bizStep: bad-choice'],
    [
      'a URI that pretends to be of CBV',
      build('ObjectEvent', { disposition: 'https://ref.gs1.org/cbv/Disp-wet' }),
      'disposition: bad-choice',
    ],
    [
      'a broken EPC',
      build('ObjectEvent', { epcList: ['urn:epc:id:sgtin:0614141.1073467.2017'] }),
      'epcList.0: not-an-epc',
    ],
    ['text for a URI', build('ObjectEvent', { epcList: ['a box'] }), 'epcList.0: not-a-uri'],
    ['an EPC twice', build('ObjectEvent', { epcList: [urn, urn] }), 'epcList: repeated'],
    ['master data of an observation', build('ObjectEvent', { ilmd: { 'ex:a': 1 } }), 'ilmd: unknown-field'],
    [
      'an unknown field in a place',
      build('ObjectEvent', { readPoint: { id: urn, floor: 3 } }),
      'readPoint.floor: unknown-field',
    ],
    [
      'an extension in a quantity',
      build('ObjectEvent', { quantityList: [{ epcClass: urn, 'ex:a': 1 }] }),
      'quantityList.0: Unrecognized key: "ex:a"',
    ],
    [
      'a negative quantity',
      build('ObjectEvent', { quantityList: [{ epcClass: urn, quantity: -1 }] }),
      'quantityList.0.quantity: not-positive',
    ],
    [
      'a quantity as text',
      build('ObjectEvent', { quantityList: [{ epcClass: urn, quantity: '5' }] }),
      'quantityList.0.quantity: not-a-number',
    ],
    ['a time without offset', build('ObjectEvent', { eventTime: '2026-10-02T08:30:00' }), 'eventTime: not-a-date'],
    ['a wide offset', build('ObjectEvent', { eventTimeZoneOffset: '+15:00' }), 'eventTimeZoneOffset: not-an-offset'],
    [
      'an empty disposition change',
      build('ObjectEvent', { persistentDisposition: {} }),
      'persistentDisposition: required',
    ],
    ['an aggregation without children', build('AggregationEvent', { childEPCs: [] }), 'childEPCs: required'],
    [
      'an association without a parent',
      build('AssociationEvent', { parentID: undefined }),
      'parentID: Invalid input: expected string, received undefined',
    ],
    [
      'a transaction without its document',
      build('TransactionEvent', { bizTransactionList: [] }),
      'bizTransactionList: required',
    ],
    [
      'a transformation without output',
      build('TransformationEvent', { outputQuantityList: [] }),
      'outputEPCList: required',
    ],
    [
      'a measurement of nothing',
      build('ObjectEvent', { sensorElementList: [{ sensorReport: [{ value: 1 }] }] }),
      'sensorElementList.0.sensorReport.0.type: required',
    ],
    [
      'an unknown measurement',
      build('ObjectEvent', { sensorElementList: [{ sensorReport: [{ type: 'Taste' }] }] }),
      'sensorElementList.0.sensorReport.0.type: bad-choice',
    ],
    [
      'a correction without its time',
      build('ObjectEvent', { errorDeclaration: { reason: 'incorrect_data' } }),
      'errorDeclaration.declarationTime: not-a-date',
    ],
  ];
  for (const [name, event, fault] of refused) {
    it(`are refused: ${name}`, () => expect(faults(JSON.parse(JSON.stringify(event)))).to.include(fault));
  }

  it('name children by the parent alone when they are taken apart', () => {
    expect(faults(build('AggregationEvent', { childEPCs: undefined, action: 'DELETE' }))).to.deep.equal([]);
  });

  it('are not nested without end, and have no name that the store cannot hold', () => {
    const deep = (levels: number): Json => (levels === 0 ? {} : { 'ex:a': deep(levels - 1) });
    expect(faults(build('ObjectEvent', deep(30)))).to.deep.equal([]);
    expect(faults(build('ObjectEvent', deep(40)))).to.deep.equal([': generic']);
    expect(faults(build('ObjectEvent', { 'ex:a': { 'b\0': 1 } }))).to.deep.equal([': generic']);
  });
});

describe('documents of other systems', () => {
  const isTaken = (document: unknown) => receivedDocument.safeParse(document).success;

  it('give their context and their events, also those of a repository and a single one', () => {
    const [one, other] = [foreignEvent(), foreignEvent()];
    expect(receivedDocument.parse(documentOf([one, other])).events).to.deep.equal([one, other]);
    const single = documentOf([], { epcisBody: { event: one } });
    expect(receivedDocument.parse(single).events).to.deep.equal([one]);
    const results = { queryName: 'q', resultsBody: { eventList: [other] } };
    const fromRepository = documentOf([], { type: 'EPCISQueryDocument', epcisBody: { queryResults: results } });
    expect(receivedDocument.parse(fromRepository)).to.deep.include({
      events: [other],
      context: fromRepository['@context'],
    });
  });

  it('are refused without what a document must say, or with a field that none has', () => {
    for (const name of ['@context', 'type', 'schemaVersion', 'creationDate', 'epcisBody']) {
      expect(isTaken(documentOf([], { [name]: undefined })), name).to.equal(false);
    }
    expect(isTaken(documentOf([], { schemaVersoin: '2.0' }))).to.equal(false);
    expect(isTaken(documentOf([], { 'ex:more': 1, sender: 'urn:x:1' }))).to.equal(true);
    expect(isTaken(documentOf([], { epcisBody: { events: [] } }))).to.equal(false);
  });
});
