/** What a rule finds: a part of a record that is there, with its value, or missing. */
import { type Translated } from '../http/page.js';
import { type Step } from '../events/step.js';
import { type Lot } from '../lots/lot.model.js';
import { type Certificate } from '../registry/certificate.model.js';
import { type Location } from '../registry/location.model.js';
import { type Product } from '../registry/product.model.js';
import { makingOf, type LotFacts, type Stage } from './facts.js';
import { type MessageKey } from '../http/i18n.js';
import { codeOf } from './stages.js';

/** Names of words right below a key of the tables. */
export type WordsBelow<Key extends string> = MessageKey extends infer Full
  ? Full extends `${Key}.${infer Name}`
    ? Name
    : never
  : never;

/** A thing that a record must hold. */
export type Part = WordsBelow<'compliance.parts'>;

export type Value =
  | { text: string }
  | { word: WordsBelow<'compliance.words'> }
  | { names: Translated }
  | { day: string }
  | { time: string; offset: string }
  | { quantity: number; uom: string }
  | { number: number };

/** The record that holds a part, or should: whoever keeps it must add what is missing. */
export interface Subject {
  kind: SubjectKind;
  id: string;
  /** Who keeps it; null for what this server does not keep yet. */
  organization: string | null;
  name: { text: string } | { names: Translated } | { step: Step; code: string } | null;
}
export const subjectKinds = ['product', 'organization', 'place', 'certificate', 'event', 'nothing'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

export interface Finding {
  part: Part;
  subject: Subject;
  /** Null: missing. */
  value: Value | null;
  /** Lot that the value tells of, where who may read the subject need not know the lot. */
  lot?: string;
}

/** Looks at a lot and tells what of a thing is there and what is missing. Pure. */
export type Check = (facts: LotFacts) => Finding[];

export function text(value: string | null | undefined): Value | null {
  return value ? { text: value } : null;
}

export function day(value: string | null | undefined): Value | null {
  return value ? { day: value } : null;
}

export function amount({ quantity, uom }: { quantity?: number | undefined; uom?: string | undefined }): Value | null {
  return quantity !== undefined && uom !== undefined ? { quantity, uom } : null;
}

export function productSubject(product: Product): Subject {
  return { kind: 'product', id: product._id, organization: product.organization, name: { names: product.names } };
}

export function organizationSubject(facts: LotFacts, id: string): Subject {
  const organization = facts.organizations.get(id);
  return { kind: 'organization', id, organization: id, name: organization ? { text: organization.name } : null };
}

export function placeSubject({ _id: id, organization, name }: Location): Subject {
  return { kind: 'place', id, organization, name: { text: name } };
}

export function certificateSubject({ _id: id, organization, number }: Certificate): Subject {
  return { kind: 'certificate', id, organization, name: { text: number } };
}

export function stageSubject({ eventID: id, organization, step, made, moved, taken }: Stage): Subject {
  const lot = [...made, ...moved, ...taken][0]?.lot ?? '';
  return { kind: 'event', id, organization, name: { step, code: codeOf(lot) } };
}

/** For what is not kept by this server. */
export const nothing: Subject = { kind: 'nothing', id: '', organization: null, name: null };

/** The step in which a lot came to be; where there is none, whoever made the lot lacks it. */
export function makingSubject(facts: LotFacts, lot: Pick<Lot, '_id' | 'organization'>): Subject {
  const making = makingOf(facts, lot._id);
  return making ? stageSubject(making) : { ...nothing, organization: lot.organization };
}
