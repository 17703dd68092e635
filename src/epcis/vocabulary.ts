/** The words of EPCIS 2.0 and CBV 2.0 that Nguồn uses, and the shape of an event. */

export const eventTypes = [
  'ObjectEvent',
  'AggregationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'AssociationEvent',
] as const;
export type EventType = (typeof eventTypes)[number];

/** CBV 2.0 business steps that our own forms write. */
export const bizSteps = [
  'commissioning',
  'packing',
  'encoding',
  'shipping',
  'receiving',
  'retail_selling',
  'destroying',
  'inspecting',
  'holding',
  'unpacking',
  'installing',
  'decommissioning',
] as const;
export type BizStep = (typeof bizSteps)[number];

export interface QuantityElement {
  epcClass: string;
  quantity?: number;
  uom?: string;
}

/** A source or destination (EPCIS 2.0 §7.4.5): who gives the goods away, who takes them. */
export interface Party {
  /** `possessing_party`, `owning_party`, `location`, or a URI of others. */
  type: string;
  source?: string;
  destination?: string;
}

export interface ErrorDeclaration {
  declarationTime: string;
  reason?: string;
  correctiveEventIDs?: string[];
  [extension: string]: unknown;
}

/** A measurement and what it was made with (EPCIS 2.0 §7.3.7). */
export interface SensorElement {
  sensorMetadata?: Record<string, unknown>;
  sensorReport: Record<string, unknown>[];
  [extension: string]: unknown;
}

export interface SetOfEvent {
  /** Its path: `c/{code}` or `00/{SSCC}`. */
  path: string;
  /** Of the packing: its name, and the key that its code was made with. */
  names?: { vi: string; en?: string; zh?: string };
  key?: string;
}

/** Labels of the lot that the event names, by their index in it. */
export interface LabelsOfEvent {
  from: number;
  count: number;
  /** Of labels that are issued: key of their serials. */
  key?: string;
  /** Of labels that were printed before there was a lot: index of the first among the blanks of the product. */
  blank?: number;
  /** Of labels that are issued: each has a code below a scratch field. */
  scratch?: boolean;
  /** Of labels that are printed: the stock. */
  template?: string;
  /** Of labels that become void: words for whoever scans one. */
  publicReason?: string;
}

/** Words for the public. */
export interface Notice {
  vi: string;
  en?: string;
  zh?: string;
}

/** The record behind an act of an inspector. */
export interface InspectionOfEvent {
  id: string;
  /** Of its conclusion and of results: SHA-256 of the signed record (JWT), so that the log vouches for it too. */
  signed?: string;
  /** Of a laboratory's results: the code of the sample. */
  sample?: string;
}

/** What a step hands to `capture`, which adds identity, offset and record time. Our extensions begin with `nguon:`. */
export interface EventDraft {
  type: EventType;
  eventTime: string;
  action?: 'ADD' | 'OBSERVE' | 'DELETE';
  bizStep?: string;
  disposition?: string;
  readPoint?: { id: string };
  bizLocation?: { id: string };
  epcList?: string[];
  quantityList?: QuantityElement[];
  inputQuantityList?: QuantityElement[];
  outputQuantityList?: QuantityElement[];
  /** Of an AggregationEvent: what holds the children. */
  parentID?: string;
  childQuantityList?: QuantityElement[];
  bizTransactionList?: { type?: string; bizTransaction: string }[];
  sourceList?: Party[];
  destinationList?: Party[];
  ilmd?: Record<string, unknown>;
  /** What a receiver missed of a shipment; the same lots as in `quantityList`. */
  'nguon:missing'?: QuantityElement[];
  /** The gift set or case that an event packs, moves as a whole or takes apart. */
  'nguon:set'?: SetOfEvent;
  /** The labels that a step is about: see {@link LabelsOfEvent}. */
  'nguon:labels'?: LabelsOfEvent;
  /** SHA-256 of a file that belongs to the event. */
  'nguon:file'?: string;
  /** How a sale was made: a channel of the OCOP programme. */
  'nguon:channel'?: string;
  /** eventID of the event in whose place this one stands; that one is declared an error. */
  'nguon:corrects'?: string;
  /** The inspection that an act of an inspector belongs to: see {@link InspectionOfEvent}. */
  'nguon:inspection'?: InspectionOfEvent;
  /** Words of a person: a finding, a reason. */
  'nguon:note'?: string;
  /** The recall that an event belongs to: one that concerns many lots has several. */
  'nguon:recall'?: string;
  /** Of a recall: words for whoever has the goods, shown on every page of a label. */
  'nguon:notice'?: Notice;
}

/** An EPCIS 2.0 event in JSON. */
export interface EpcisEvent extends EventDraft {
  eventID: string;
  eventTimeZoneOffset: string;
  recordTime?: string;
  errorDeclaration?: ErrorDeclaration;
  /** Fields that our own forms do not write. */
  childEPCs?: string[];
  inputEPCList?: string[];
  outputEPCList?: string[];
  transformationID?: string;
  persistentDisposition?: { set?: string[]; unset?: string[] };
  certificationInfo?: string | string[];
  sensorElementList?: SensorElement[];
  /** URI of the organisation that did it. */
  'nguon:organization'?: string;
  /** Distinguishes two equal events: the reference of the request that recorded it. */
  'nguon:request'?: string;
  [extension: string]: unknown;
}

/** JSON-LD context of the documents we write. */
export function epcisContext(namespace: string): unknown[] {
  return ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { nguon: `${namespace}/vocabulary#` }];
}
