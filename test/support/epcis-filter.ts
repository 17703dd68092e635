/** Queries and what they mean: read in the events themselves, and nothing of how the server looks them up. */
import fc from 'fast-check';
import { type Json } from './epcis.js';
import {
  action,
  classes,
  disposition,
  epcs,
  instant,
  listOf,
  number,
  places,
  same,
  spelled,
  step,
  text,
  uri,
} from './epcis-events.js';

const list = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());
const at = (value: unknown, ...path: string[]): unknown[] =>
  path.reduce<unknown[]>((found, name) => found.flatMap((each) => list((each as Json | undefined)?.[name])), [value]);
const reports = (event: Json) => at(event, 'sensorElementList', 'sensorReport') as Json[];
const metadata = (event: Json) => at(event, 'sensorElementList', 'sensorMetadata') as Json[];
const elements = (event: Json, names: string[]) => names.flatMap((name) => list(event[name])) as Json[];
const anyClass = ['quantityList', 'childQuantityList', 'inputQuantityList', 'outputQuantityList'];
const scalars = (values: unknown[]) => values.filter((value) => typeof value !== 'object');

/** Values of an extension, by the family of its parameter. */
const holders: Record<string, (event: Json) => unknown[]> = {
  'example:field': (event) => [event],
  'ILMD_example:mda': (event) => at(event, 'ilmd'),
  'ERROR_DECLARATION_example:error': (event) => at(event, 'errorDeclaration'),
  'SENSORELEMENT_example:element': (event) => at(event, 'sensorElementList'),
  'SENSORMETADATA_example:metadata': metadata,
  'SENSORREPORT_example:report': reports,
  'readPoint_example:place': (event) => at(event, 'readPoint'),
  'bizLocation_example:place': (event) => at(event, 'bizLocation'),
};
const valuesAt = (event: Json, family: string) =>
  (holders[family]?.(event) ?? []).flatMap((holder) => at(holder, family.replace(/^[A-Za-z_]*_(?=example)/, '')));

/** A parameter, its value, and whether an event is to be found by it. */
export type Asked = [name: string, value: string, fits: (event: Json) => boolean];
const compare = {
  GT: (a: number, b: number) => a > b,
  GE: (a: number, b: number) => a >= b,
  LT: (a: number, b: number) => a < b,
  LE: (a: number, b: number) => a <= b,
};
const operator = fc.constantFrom(...(Object.keys(compare) as (keyof typeof compare)[]));

const oneOf = (name: string, pool: fc.Arbitrary<string>, read: (event: Json) => unknown[]): fc.Arbitrary<Asked> =>
  listOf(pool).map((values) => [
    name,
    values.join('|'),
    (event) => read(event).some((found) => values.some((value) => same(found, value) || String(found) === value)),
  ]);
const ordered = (field: string, values: fc.Arbitrary<number>, read: (event: Json) => unknown[]): fc.Arbitrary<Asked> =>
  fc
    .tuple(operator, values)
    .map(([holds, bound]) => [
      `${holds}_${field}`,
      String(bound),
      (event) => read(event).some((found) => typeof found === 'number' && compare[holds](found, bound)),
    ]);
const equalNumber = (field: string, read: (event: Json) => unknown[]): fc.Arbitrary<Asked> =>
  listOf(number).map((values) => [
    `EQ_${field}`,
    values.join('|'),
    (event) => read(event).some((found) => values.some((value) => value === found)),
  ]);
const when = (field: string, read: (event: Json) => unknown[]): fc.Arbitrary<Asked> =>
  fc
    .tuple(fc.constantFrom('GE' as const, 'LT' as const), instant)
    .map(([holds, bound]) => [
      `${holds}_${field}`,
      bound,
      (event) => read(event).some((found) => compare[holds](Date.parse(String(found)), Date.parse(bound))),
    ]);
const measured = ['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percValue'];
const ofUnit = (parts: Json[], unit: string, field: string) =>
  parts.filter((part) => part.uom === unit).map((part) => part[field]);

const sgtinPattern = (prefix: string, name: string, read: (event: Json) => unknown[]): fc.Arbitrary<Asked> =>
  fc
    .constantFrom('107346.*', '107347.*', '*.*')
    .map((rest) => [
      name,
      `urn:epc:idpat:sgtin:${prefix}.${rest}`,
      (event) =>
        read(event).some((found) =>
          epcs.some(
            (pair) =>
              pair.includes(found as string) &&
              pair[0].startsWith(`urn:epc:id:sgtin:${prefix}.${rest.replaceAll('*', '')}`.replace(/\.+$/, '.')),
          ),
        ),
    ]);
const readEpcs = {
  MATCH_epc: (event: Json) => [...list(event.epcList), ...list(event.childEPCs)],
  MATCH_parentID: (event: Json) => list(event.parentID),
  MATCH_inputEPC: (event: Json) => list(event.inputEPCList),
  MATCH_outputEPC: (event: Json) => list(event.outputEPCList),
  MATCH_anyEPC: (event: Json) =>
    ['epcList', 'childEPCs', 'parentID', 'inputEPCList', 'outputEPCList'].flatMap((name) => list(event[name])),
};
const families = Object.keys(holders);

/** One for each parameter of the query language. */
export const asked: fc.Arbitrary<Asked>[] = [
  oneOf('eventType', fc.constantFrom('ObjectEvent', 'AggregationEvent', 'TransformationEvent'), (event) => [
    event.type,
  ]),
  oneOf('EQ_action', action, (event) => list(event.action)),
  oneOf('EQ_bizStep', step, (event) => list(event.bizStep)),
  oneOf('EQ_disposition', disposition, (event) => list(event.disposition)),
  oneOf('EQ_persistentDisposition_set', disposition, (event) => at(event, 'persistentDisposition', 'set')),
  oneOf('EQ_persistentDisposition_unset', disposition, (event) => at(event, 'persistentDisposition', 'unset')),
  ...(['readPoint', 'bizLocation'] as const).flatMap((field) => [
    oneOf(`EQ_${field}`, spelled(places), (event) => at(event, field, 'id')),
    spelled(places).map((value): Asked => [
      `WD_${field}`,
      value,
      (event) =>
        at(event, field, 'id').some(
          (found) => same(found, value) || Boolean(places[0]?.includes(value) && places[1]?.includes(found as string)),
        ),
    ]),
  ]),
  oneOf('EQ_transformationID', uri, (event) => list(event.transformationID)),
  ...Object.entries(readEpcs).flatMap(([name, read]) => [
    oneOf(name, spelled(epcs), read),
    sgtinPattern('0614141', name, read),
  ]),
  ...Object.entries({
    epcClass: anyClass.slice(0, 2),
    inputEPCClass: ['inputQuantityList'],
    outputEPCClass: ['outputQuantityList'],
    anyEPCClass: anyClass,
  }).map(([name, lists]) =>
    oneOf(`MATCH_${name}`, spelled(classes), (event) => at({ x: elements(event, lists) }, 'x', 'epcClass')),
  ),
  ...['po', 'inv'].map((type) =>
    oneOf(`EQ_bizTransaction_${type}`, uri, (event) =>
      (list(event.bizTransactionList) as Json[])
        .filter((each) => each.type === type)
        .map((each) => each.bizTransaction),
    ),
  ),
  ...['owning_party', 'location'].flatMap((type) =>
    (['source', 'destination'] as const).map((field) =>
      oneOf(`EQ_${field}_${type}`, spelled(places), (event) =>
        (list(event[`${field}List`]) as Json[]).filter((each) => each.type === type).map((each) => each[field]),
      ),
    ),
  ),
  when('eventTime', (event) => [event.eventTime]),
  when('errorDeclarationTime', (event) => at(event, 'errorDeclaration', 'declarationTime')),
  oneOf('EQ_errorReason', fc.constantFrom('did_not_occur', 'incorrect_data'), (event) =>
    at(event, 'errorDeclaration', 'reason'),
  ),
  oneOf('EQ_correctiveEventID', uri, (event) => at(event, 'errorDeclaration', 'correctiveEventIDs')),
  fc.constant<Asked>(['EXISTS_errorDeclaration', 'true', (event) => event.errorDeclaration !== undefined]),
  fc.constant<Asked>(['EXISTS_sensorElementList', 'true', (event) => event.sensorElementList !== undefined]),
  oneOf('EQ_type', fc.constantFrom('Temperature', 'Mass'), (event) => at({ x: reports(event) }, 'x', 'type')),
  ...['deviceID', 'dataProcessingMethod', 'microorganism', 'chemicalSubstance', 'bizRules', 'uriValue'].map((field) =>
    oneOf(`EQ_${field}`, uri, (event) => at({ x: reports(event) }, 'x', field)),
  ),
  oneOf('EQ_stringValue', text, (event) => at({ x: reports(event) }, 'x', 'stringValue')),
  oneOf('EQ_hexBinaryValue', fc.constantFrom('f0', 'a1'), (event) => at({ x: reports(event) }, 'x', 'hexBinaryValue')),
  fc
    .constantFrom('true', 'false')
    .map((value): Asked => [
      'EQ_booleanValue',
      value,
      (event) => reports(event).some((each) => String(each.booleanValue) === value),
    ]),
  ...['time'].map((field) => when(field, (event) => at({ x: reports(event) }, 'x', field))),
  ...['startTime', 'endTime'].map((field) => when(field, (event) => at({ x: metadata(event) }, 'x', field))),
  ordered('percRank', number, (event) => at({ x: reports(event) }, 'x', 'percRank')),
  equalNumber('quantity', (event) => at({ x: elements(event, anyClass) }, 'x', 'quantity')),
  ordered('quantity', number, (event) => at({ x: elements(event, anyClass) }, 'x', 'quantity')),
  ...['KGM', 'CEL'].flatMap((unit) => [
    ordered(`quantity_${unit}`, number, (event) => ofUnit(elements(event, anyClass), unit, 'quantity')),
    equalNumber(`quantity_${unit}`, (event) => ofUnit(elements(event, anyClass), unit, 'quantity')),
    ...measured.flatMap((field) => [
      ordered(`${field}_${unit}`, number, (event) => ofUnit(reports(event), unit, field)),
      equalNumber(`${field}_${unit}`, (event) => ofUnit(reports(event), unit, field)),
    ]),
  ]),
  ...families.flatMap((family) => [
    oneOf(`EQ_${family}`, text, (event) => scalars(valuesAt(event, family))),
    ordered(family, number, (event) => scalars(valuesAt(event, family)).map(Number)),
    fc.constant<Asked>([`EXISTS_${family}`, 'true', (event) => valuesAt(event, family).length > 0]),
    oneOf(`EQ_INNER_${family.replace(/example:.*/, 'example:inner')}`, text, (event) =>
      at({ x: valuesAt(event, family) }, 'x', 'example:inner'),
    ),
  ]),
];
