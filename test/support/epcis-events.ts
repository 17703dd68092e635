/** Random events over a small world, in which every identifier has two spellings, so that queries find something. */
import fc from 'fast-check';
import { checkDigit } from '../../src/epcis/identifiers.js';
import { type Json } from './epcis.js';

/** One thing in its two spellings. */
type Pair = readonly [urn: string, link: string];
const sgtin = (item: string, serial: string): Pair => {
  const key = `${item.slice(0, 1)}0614141${item.slice(1)}`;
  return [`urn:epc:id:sgtin:0614141.${item}.${serial}`, `https://id.gs1.org/01/${key}${checkDigit(key)}/21/${serial}`];
};
const lgtin = (lot: string): Pair => [
  `urn:epc:class:lgtin:4012345.012345.${lot}`,
  `https://id.gs1.org/01/04012345123456/10/${lot}`,
];
const sgln = (extension: string): Pair => {
  const gln = `061414107346${checkDigit('061414107346')}`;
  const tail = extension === '0' ? '' : `/254/${extension}`;
  return [`urn:epc:id:sgln:0614141.07346.${extension}`, `https://id.gs1.org/414/${gln}${tail}`];
};
export const epcs = [sgtin('107346', '1'), sgtin('107346', '2'), sgtin('107347', '1')];
export const classes = [lgtin('A'), lgtin('B')];
export const places = [sgln('0'), sgln('1234'), ['urn:example:yard', 'urn:example:yard'] as const];
const pairs = [...epcs, ...classes, ...places];
export const same = (one: unknown, other: unknown) =>
  one === other || pairs.some((pair) => pair.includes(one as string) && pair.includes(other as string));

export const spelled = (pool: readonly Pair[]) => fc.constantFrom(...pool.flat());
export const listOf = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 2) =>
  fc.uniqueArray(arbitrary, { minLength: 1, maxLength });
export const step = fc.constantFrom('shipping', 'receiving', 'inspecting', 'https://example.org/step/drying');
export const disposition = fc.constantFrom('in_transit', 'active', 'https://example.org/wet');
export const instant = fc
  .integer({ min: 0, max: 40 })
  .map((hours) => new Date(1_790_000_000_000 + hours * 3_600_000).toISOString());
export const number = fc.constantFrom(1, 2, 2.5, 10);
const uom = fc.constantFrom('KGM', 'CEL');
export const text = fc.constantFrom('red', 'green', '2', '10');
const element = fc.record({ epcClass: spelled(classes), quantity: number, uom });
export const uri = fc.constantFrom('urn:example:a', 'https://example.org/b');

const extension = fc.oneof(text, number, listOf(text), fc.record({ 'example:inner': text }));
const report = fc.record(
  {
    type: fc.constantFrom('Temperature', 'Mass'),
    value: number,
    minValue: number,
    maxValue: number,
    meanValue: number,
    sDev: number,
    percValue: number,
    percRank: number,
    uom,
    deviceID: uri,
    dataProcessingMethod: uri,
    bizRules: uri,
    microorganism: uri,
    chemicalSubstance: uri,
    uriValue: uri,
    stringValue: text,
    hexBinaryValue: fc.constantFrom('f0', 'a1'),
    booleanValue: fc.boolean(),
    time: instant,
    'example:report': extension,
  },
  { requiredKeys: ['type'] },
);
const sensors = fc.array(
  fc.record(
    {
      sensorMetadata: fc.record(
        { startTime: instant, endTime: instant, 'example:metadata': extension },
        { requiredKeys: [] },
      ),
      sensorReport: fc.array(report, { minLength: 1, maxLength: 2 }),
      'example:element': extension,
    },
    { requiredKeys: ['sensorReport'] },
  ),
  { minLength: 1, maxLength: 2 },
);
const place = fc.record({ id: spelled(places), 'example:place': extension }, { requiredKeys: ['id'] });
const typed = <Name extends string>(name: Name) =>
  fc.record({ type: fc.constantFrom('owning_party', 'location'), [name]: spelled(places) });

const common = {
  eventTime: instant,
  eventTimeZoneOffset: fc.constant('+00:00'),
  bizStep: step,
  disposition,
  readPoint: place,
  bizLocation: place,
  bizTransactionList: fc.array(fc.record({ type: fc.constantFrom('po', 'inv'), bizTransaction: uri }), {
    minLength: 1,
    maxLength: 2,
  }),
  sourceList: fc.array(typed('source'), { minLength: 1, maxLength: 2 }),
  destinationList: fc.array(typed('destination'), { minLength: 1, maxLength: 2 }),
  sensorElementList: sensors,
  errorDeclaration: fc.record(
    {
      declarationTime: instant,
      reason: fc.constantFrom('did_not_occur', 'incorrect_data'),
      correctiveEventIDs: listOf(uri),
      'example:error': extension,
    },
    { requiredKeys: ['declarationTime'] },
  ),
  'example:field': extension,
};
const required = ['type', 'eventTime', 'eventTimeZoneOffset'] as const;
const persistentDisposition = fc.record({ set: listOf(disposition), unset: listOf(disposition) });
export const action = fc.constantFrom('ADD', 'OBSERVE', 'DELETE');
const objectEvent = fc.record(
  {
    type: fc.constant('ObjectEvent'),
    ...common,
    action: fc.constant('ADD'),
    epcList: listOf(spelled(epcs)),
    quantityList: fc.array(element, { minLength: 1, maxLength: 2 }),
    persistentDisposition,
    ilmd: fc.record({ 'example:mda': extension }),
  },
  { requiredKeys: [...required, 'action', 'epcList'] },
);
const aggregationEvent = fc.record(
  {
    type: fc.constantFrom('AggregationEvent', 'AssociationEvent'),
    ...common,
    action,
    parentID: spelled(epcs),
    childEPCs: listOf(spelled(epcs)),
    childQuantityList: fc.array(element, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: [...required, 'action', 'parentID', 'childEPCs'] },
);
const transformationEvent = fc.record(
  {
    type: fc.constant('TransformationEvent'),
    ...common,
    inputEPCList: listOf(spelled(epcs)),
    inputQuantityList: fc.array(element, { minLength: 1, maxLength: 2 }),
    outputEPCList: listOf(spelled(epcs)),
    outputQuantityList: fc.array(element, { minLength: 1, maxLength: 2 }),
    transformationID: uri,
    persistentDisposition,
    ilmd: fc.record({ 'example:mda': extension }),
  },
  { requiredKeys: [...required, 'transformationID'] },
);
export const someEvent = fc.oneof(objectEvent, aggregationEvent, transformationEvent) as fc.Arbitrary<Json>;
