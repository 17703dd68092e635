/**
 * EPCIS 2.0 events of other systems (§7.4): strict in what the standard names, open in extensions. Only checked, never
 * changed: the hash of an event is that of what was sent.
 */
import { z } from 'zod';
import {
  bizTransactionList,
  certificationInfo,
  destinationList,
  epc,
  epcList,
  errorDeclaration,
  extensible,
  ilmd,
  isExtension,
  persistentDisposition,
  place,
  quantityList,
  sensorElementList,
  sourceList,
  time,
  uri,
  word,
} from './event-fields.js';
import { eventTypes, type EventType } from './vocabulary.js';

const common = {
  '@context': z.unknown().optional(),
  type: z.string(),
  eventTime: time,
  eventTimeZoneOffset: z.string().regex(/^[+-]((0\d|1[0-3]):[0-5]\d|14:00)$/, 'not-an-offset'),
  eventID: uri.optional(),
  recordTime: time.optional(),
  certificationInfo: certificationInfo.optional(),
  errorDeclaration: errorDeclaration.optional(),
};
const action = z.enum(['ADD', 'OBSERVE', 'DELETE'], 'bad-choice');

/** Where, why and how: in every type. */
const circumstances = {
  bizStep: word('bizStep').optional(),
  disposition: word('disposition').optional(),
  readPoint: place.optional(),
  bizLocation: place.optional(),
  bizTransactionList: bizTransactionList.optional(),
  sourceList: sourceList.optional(),
  destinationList: destinationList.optional(),
  sensorElementList: sensorElementList.optional(),
};

const children = {
  ...common,
  ...circumstances,
  action,
  childEPCs: z.array(epc).max(10_000, 'too-many').optional(),
  childQuantityList: quantityList.optional(),
};

interface ListsOfEvent {
  action?: string;
  epcList?: unknown[];
  quantityList?: unknown[];
  childEPCs?: unknown[];
  childQuantityList?: unknown[];
}

const filled = (list: unknown[] | undefined) => (list?.length ?? 0) > 0;
const missing = (field: string) => ({ message: 'required', path: [field] });

/** A DELETE may name the parent alone: all of its children. */
const namesChildren = ({ action: act, childEPCs, childQuantityList }: ListsOfEvent) =>
  act === 'DELETE' || filled(childEPCs) || filled(childQuantityList);

const schemas: Record<EventType, z.ZodType> = {
  ObjectEvent: extensible({
    ...common,
    ...circumstances,
    action,
    epcList: epcList.optional(),
    quantityList: quantityList.optional(),
    persistentDisposition: persistentDisposition.optional(),
    ilmd: ilmd.optional(),
  })
    .refine(
      ({ epcList: epcs, quantityList: classes, sensorElementList: sensors, readPoint }) =>
        epcs !== undefined || filled(classes) || (filled(sensors) && readPoint !== undefined),
      missing('epcList'),
    )
    .refine((event) => event.ilmd === undefined || event.action === 'ADD', {
      message: 'unknown-field',
      path: ['ilmd'],
    }),

  AggregationEvent: extensible({ ...children, parentID: uri.optional() })
    .refine(namesChildren, missing('childEPCs'))
    .refine((event) => event.action === 'OBSERVE' || event.parentID !== undefined, missing('parentID')),

  AssociationEvent: extensible({ ...children, parentID: uri }).refine(namesChildren, missing('childEPCs')),

  TransactionEvent: extensible({
    ...common,
    ...circumstances,
    action,
    bizTransactionList: bizTransactionList.min(1, 'required'),
    parentID: uri.optional(),
    epcList: epcList.optional(),
    quantityList: quantityList.optional(),
  }).refine(
    ({ action: act, epcList: epcs, quantityList: classes }) =>
      act === 'DELETE' || epcs !== undefined || filled(classes),
    missing('epcList'),
  ),

  TransformationEvent: extensible({
    ...common,
    ...circumstances,
    inputEPCList: epcList.optional(),
    inputQuantityList: quantityList.optional(),
    outputEPCList: epcList.optional(),
    outputQuantityList: quantityList.optional(),
    transformationID: uri.optional(),
    persistentDisposition: persistentDisposition.optional(),
    ilmd: ilmd.optional(),
  })
    .refine(
      (event) => filled(event.inputEPCList) || filled(event.inputQuantityList) || event.transformationID !== undefined,
      missing('inputEPCList'),
    )
    .refine(
      (event) =>
        filled(event.outputEPCList) || filled(event.outputQuantityList) || event.transformationID !== undefined,
      missing('outputEPCList'),
    ),
};

/** Types that others added: the fields that all events share, and whatever theirs are. */
const extendedEvent = z.looseObject({ ...common, type: z.string().refine(isExtension, 'bad-choice') });

/** An event that passed. What another system sends keeps every field, in its order. */
export type ReceivedEvent = { type: string; eventTime: string; eventTimeZoneOffset: string; eventID?: string } & Record<
  string,
  unknown
>;

const deepest = 32;

/** Not nested without end, and no name with a NUL in it: BSON has room for neither. */
function isStorable(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const isNamed = Object.keys(value).every((name) => !name.includes('\0'));
  return depth > 0 && isNamed && Object.values(value).every((held) => isStorable(held, depth - 1));
}

/** Any event; its issues are those of its type. */
export const receivedEvent = z.unknown().transform((value, context): ReceivedEvent => {
  if (!isStorable(value, deepest)) {
    context.addIssue({ code: 'custom', message: 'generic', input: value });
    return z.NEVER;
  }
  const type = (value as { type?: unknown } | null)?.type;
  const known = eventTypes.find((name) => name === type);
  const result = (known ? schemas[known] : extendedEvent).safeParse(value, { reportInput: true });
  if (result.success) return value as ReceivedEvent;
  context.issues.push(...result.error.issues.map((issue) => ({ ...issue, input: issue.input }) as z.core.$ZodRawIssue));
  return z.NEVER;
});
