/**
 * The query language of EPCIS 2.0 (§8.2.7.1) as one table: the name of each parameter, what it takes, and what it asks.
 * Braces in a name stand for what the sender fills in. HASATTR and EQATTR, which ask for master data of other systems,
 * are not in it: that is kept with its capture job and not looked up.
 */
import { bareWord, type WordKind } from '../../epcis/cbv.js';
import { canonicalEpc } from '../../epcis/epc.js';
import { readEpcPattern } from '../../epcis/epc-pattern.js';
import { type Comparison, type Condition } from './condition.js';
import { instantIn, numberIn, spellingsOf, term, timesOf } from './terms.js';

type Takes = 'texts' | 'numbers' | 'number' | 'time' | 'number or time' | 'presence' | 'boolean';

export interface Parameter {
  name: string;
  takes: Takes;
  /** @returns null for values that the parameter does not take */
  ask(values: string[], filled: string[]): Condition | null;
}

const says = (terms: string[]): Condition => ({ kind: 'says', terms });
const fill = (field: string, filled: string[]) =>
  filled.reduce((text, part) => text.replace(/\{\w+\}/, () => part), field);

type Spell = (text: string) => string[];
const asIs: Spell = (text) => [text];
const identifier: Spell = (text) => [...new Set([canonicalEpc(text), text])];
const wordOf =
  (kind: WordKind): Spell =>
  (text) => [bareWord(text, kind)];

const equal = (name: string, field: string, spell: Spell): Parameter => ({
  name,
  takes: 'texts',
  ask: (values, filled) => says(values.flatMap(spell).map((text) => term(fill(field, filled), text))),
});

/** One of the identifiers, or one that a pattern means. */
const match = (name: string, ...fields: string[]): Parameter => ({
  name,
  takes: 'texts',
  ask: (values) => {
    const terms = values.flatMap((text) => fields.map((field) => term(field, canonicalEpc(text))));
    const wide = values.flatMap((text) => readEpcPattern(text) ?? []);
    const patterns = wide.flatMap(({ expression }) => fields.map((field) => ({ field, expression })));
    const products = wide.flatMap(({ product }) => (product ? fields.map((field) => `${field}~${product}`) : []));
    const isNarrow = wide.every(({ product }) => product !== null);
    return { kind: 'says', terms, patterns, lead: isNarrow ? [...terms, ...products] : null };
  },
});

/** One of the places or a part of one: a GLN is followed by the extension of the part. */
const within = (name: string, field: string): Parameter => ({
  name,
  takes: 'texts',
  ask: (values) => {
    const places = values.map(canonicalEpc);
    return says(places.flatMap((place) => [term(field, place), `${field}~${place}`]));
  },
});

const present = (name: string, field: string): Parameter => ({
  name,
  takes: 'presence',
  ask: (_values, filled) => says(namesOf(fill(field, filled))),
});

const ordered: Comparison[] = ['GT', 'GE', 'LT', 'LE'];

const numeric = (field: string): Parameter[] => [
  {
    name: `EQ_${field}`,
    takes: 'numbers',
    ask: (values, filled) => compare('EQ', [fill(field, filled)], ...values.map(numberIn)),
  },
  ...ordered.map((holds): Parameter => ({
    name: `${holds}_${field}`,
    takes: 'number',
    ask: ([value], filled) => compare(holds, [fill(field, filled)], numberIn(value ?? '')),
  })),
];

const timed = (name: string, holds: Comparison, field: string): Parameter => ({
  name,
  takes: 'time',
  ask: ([value]) => compare(holds, [field], instantIn(value ?? '')),
});

const dated = (field: 'eventTime' | 'recordTime'): Parameter[] =>
  (['GE', 'LT'] as const).map((holds) => ({
    name: `${holds}_${field}`,
    takes: 'time',
    ask: ([value]) => {
      const instant = instantIn(value ?? '');
      return instant === null ? null : { kind: 'time', field, holds, bound: new Date(instant) };
    },
  }));

function compare(holds: Comparison, fields: string[], ...bounds: (number | null)[]): Condition | null {
  const known = bounds.filter((bound) => bound !== null);
  return known.length < bounds.length ? null : { kind: 'value', fields, holds, bounds: known };
}

/** A name in full may have a `#` between namespace and local name, as XML bindings write it. */
export const namesOf = (name: string) => [...new Set([name, name.replace(/#(?=[^#]*$)/, '')])];

/** Extensions in one place of the event: equal, ordered, or there at all. */
const extensions = (family: string): Parameter[] => [
  {
    name: `EQ_${family}{field}`,
    takes: 'texts',
    ask: (values, filled) => {
      const fields = namesOf(fill(`${family}{field}`, filled));
      return says(values.flatMap(spellingsOf).flatMap((text) => fields.map((field) => term(field, text))));
    },
  },
  ...ordered.map((holds): Parameter => ({
    name: `${holds}_${family}{field}`,
    takes: 'number or time',
    ask: ([value = ''], filled) => {
      const fields = namesOf(fill(`${family}{field}`, filled));
      const number = numberIn(value);
      return number === null ? compare(holds, fields.map(timesOf), instantIn(value)) : compare(holds, fields, number);
    },
  })),
  present(`EXISTS_${family}{field}`, `${family}{field}`),
];

const places = ['', 'ILMD_', 'ERROR_DECLARATION_', 'SENSORELEMENT_', 'SENSORMETADATA_', 'SENSORREPORT_'];
const measured = ['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percValue'];

/** In the order in which names are tried: the fixed ones before those that hold a name of the sender's. */
export const parameters: readonly Parameter[] = [
  equal('eventType', 'eventType', asIs),
  ...dated('eventTime'),
  ...dated('recordTime'),
  equal('EQ_action', 'action', asIs),
  equal('EQ_eventID', 'eventID', asIs),
  equal('EQ_bizStep', 'bizStep', wordOf('bizStep')),
  equal('EQ_disposition', 'disposition', wordOf('disposition')),
  equal('EQ_persistentDisposition_set', 'persistentDisposition_set', wordOf('disposition')),
  equal('EQ_persistentDisposition_unset', 'persistentDisposition_unset', wordOf('disposition')),
  equal('EQ_readPoint', 'readPoint', identifier),
  equal('EQ_bizLocation', 'bizLocation', identifier),
  within('WD_readPoint', 'readPoint'),
  within('WD_bizLocation', 'bizLocation'),
  equal('EQ_transformationID', 'transformationID', asIs),
  match('MATCH_epc', 'epc'),
  match('MATCH_parentID', 'parentID'),
  match('MATCH_inputEPC', 'inputEPC'),
  match('MATCH_outputEPC', 'outputEPC'),
  match('MATCH_anyEPC', 'epc', 'parentID', 'inputEPC', 'outputEPC'),
  match('MATCH_epcClass', 'epcClass'),
  match('MATCH_inputEPCClass', 'inputEPCClass'),
  match('MATCH_outputEPCClass', 'outputEPCClass'),
  match('MATCH_anyEPCClass', 'epcClass', 'inputEPCClass', 'outputEPCClass'),
  present('EXISTS_errorDeclaration', 'errorDeclaration'),
  ...['errorDeclarationTime', 'errorDeclaration_Time'].flatMap((name) => [
    timed(`GE_${name}`, 'GE', 'errorDeclarationTime'),
    timed(`LT_${name}`, 'LT', 'errorDeclarationTime'),
  ]),
  equal('EQ_errorReason', 'errorReason', wordOf('errorReason')),
  equal('EQ_correctiveEventID', 'correctiveEventID', asIs),
  present('EXISTS_sensorElementList', 'sensorElementList'),
  ...['time', 'startTime', 'endTime'].flatMap((field) => [
    timed(`GE_${field}`, 'GE', field),
    timed(`LT_${field}`, 'LT', field),
  ]),
  equal('EQ_type', 'measurement', wordOf('measurement')),
  ...['deviceID', 'dataProcessingMethod', 'microorganism', 'chemicalSubstance', 'bizRules', 'uriValue'].map((field) =>
    equal(`EQ_${field}`, field, identifier),
  ),
  equal('EQ_stringValue', 'stringValue', asIs),
  equal('EQ_hexBinaryValue', 'hexBinaryValue', asIs),
  { ...equal('EQ_booleanValue', 'booleanValue', asIs), takes: 'boolean' },
  ...numeric('quantity'),
  ...numeric('percRank'),
  ...['quantity', ...measured].flatMap((field) => numeric(`${field}_{uom}`)),
  equal('EQ_bizTransaction_{type}', 'bizTransaction_{type}', identifier),
  equal('EQ_source_{type}', 'source_{type}', identifier),
  equal('EQ_destination_{type}', 'destination_{type}', identifier),
  ...['readPoint_', 'bizLocation_', ...places.slice(1), ''].flatMap((family) => [
    ...extensions(`INNER_${family}`),
    ...extensions(family),
  ]),
];
