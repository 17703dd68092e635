/** The fields that EPCIS 2.0 events are made of, as another system may send them (zod). */
import { z } from 'zod';
import { isUri, isWord, type WordKind } from './cbv.js';
import { isEpcUri } from './epc.js';

export const uri = z.string().max(2048, 'too-long').refine(isUri, 'not-a-uri');
export const word = (kind: WordKind) =>
  z
    .string()
    .max(2048, 'too-long')
    .refine((text) => isWord(text, kind), 'bad-choice');

/** An EPC, an EPC class or a pattern of them: a URN of the EPC kind must keep to its scheme. */
export const epc = uri.refine(isEpcUri, 'not-an-epc');
export const time = z.iso.datetime({ offset: true, error: 'not-a-date' });
const number = z.number('not-a-number');

/** Extensions have a prefix or are a URI. */
export function isExtension(name: string): boolean {
  return /^[^\s:@][^\s:]*:\S+$/.test(name);
}

/** An object with the fields of `shape` and extensions; another name is a slip of the sender. */
export function extensible<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.looseObject(shape).superRefine((value, context) => {
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(shape, name) || isExtension(name)) continue;
      context.addIssue({ code: 'custom', message: 'unknown-field', path: [name], input: name });
    }
  });
}

/** No limit of the standard; what one event may name here. */
const longestList = 10_000;
const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(longestList, 'too-many');

/** Each element once, as it is spelled. */
export const epcList = list(epc).refine((epcs) => new Set(epcs).size === epcs.length, 'repeated');
export const quantityList = list(
  z.strictObject({
    epcClass: epc,
    quantity: number.min(0, 'not-positive').optional(),
    uom: z
      .string()
      .regex(/^[A-Z0-9]{2,3}$/, 'bad-choice')
      .optional(),
  }),
);
export const place = extensible({ id: uri });
export const bizTransactionList = list(
  z.strictObject({ type: word('bizTransaction').optional(), bizTransaction: uri }),
);
export const sourceList = list(z.strictObject({ type: word('party'), source: uri }));
export const destinationList = list(z.strictObject({ type: word('party'), destination: uri }));

const dispositions = list(word('disposition')).min(1, 'required');
export const persistentDisposition = z
  .strictObject({ set: dispositions.optional(), unset: dispositions.optional() })
  .refine(({ set, unset }) => set ?? unset, 'required');

export const certificationInfo = z.union([uri, list(uri)], 'not-a-uri');

/** Master data of instance or lot: every name an extension's, or a plain one as our own forms once wrote them. */
export const ilmd = extensible({});

export const errorDeclaration = extensible({
  declarationTime: time,
  reason: word('errorReason').optional(),
  correctiveEventIDs: list(uri).optional(),
});

const sensorMetadata = extensible({
  time: time.optional(),
  startTime: time.optional(),
  endTime: time.optional(),
  deviceID: uri.optional(),
  deviceMetadata: uri.optional(),
  rawData: uri.optional(),
  dataProcessingMethod: uri.optional(),
  bizRules: uri.optional(),
});

const sensorReport = extensible({
  type: word('measurement').optional(),
  exception: word('alert').optional(),
  deviceID: uri.optional(),
  deviceMetadata: uri.optional(),
  rawData: uri.optional(),
  dataProcessingMethod: uri.optional(),
  bizRules: uri.optional(),
  time: time.optional(),
  microorganism: uri.optional(),
  chemicalSubstance: uri.optional(),
  coordinateReferenceSystem: uri.optional(),
  component: word('component').optional(),
  value: number.optional(),
  minValue: number.optional(),
  maxValue: number.optional(),
  meanValue: number.optional(),
  sDev: number.optional(),
  percRank: number.optional(),
  percValue: number.optional(),
  uom: z.string().max(20, 'too-long').optional(),
  stringValue: z.string().optional(),
  booleanValue: z.boolean().optional(),
  hexBinaryValue: z
    .string()
    .regex(/^[0-9A-Fa-f]+$/, 'generic')
    .optional(),
  uriValue: uri.optional(),
}).refine(({ type, exception }) => type ?? exception, { message: 'required', path: ['type'] });

export const sensorElementList = list(
  extensible({
    sensorMetadata: sensorMetadata.optional(),
    sensorReport: list(sensorReport).min(1, 'required'),
  }),
);
