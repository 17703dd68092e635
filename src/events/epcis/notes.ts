/** Notes the facts of one event: words with their meaning, identifiers in their canonical form, extensions. */
import { bareWord, type WordKind } from '../../epcis/cbv.js';
import { expand, type Prefixes } from '../../epcis/context.js';
import { canonicalEpc } from '../../epcis/epc.js';
import { isExtension } from '../../epcis/event-fields.js';
import { instantIn, numberIn, spellingsOf, timesOf } from './terms.js';

/** What is being noted of an event. */
export interface Notes {
  prefixes: Prefixes;
  say: (field: string, ...texts: string[]) => void;
  /** Says only that the field is there. */
  mark: (field: string) => void;
  measure: (field: string, value: unknown) => void;
}

/** Extensions in a part of the event; `family` is what stands before their names in a query. */
export function noteExtensions(family: string, part: object | undefined, notes: Notes): void {
  for (const [name, value] of Object.entries(part ?? {})) {
    if (isExtension(name)) noteExtension(family, name, value, notes);
    else if (family === '' && name === 'ilmd') noteMasterData(value as object, notes);
  }
}

function noteMasterData(ilmd: object, notes: Notes): void {
  for (const [name, value] of Object.entries(ilmd)) {
    noteExtension('ILMD_', name.includes(':') ? name : `cbvmda:${name}`, value, notes);
  }
}

function noteExtension(family: string, name: string, value: unknown, notes: Notes): void {
  for (const field of new Set([name, expand(name, notes.prefixes)])) {
    notes.mark(family + field);
    for (const each of [value].flat(Infinity)) {
      if (typeof each !== 'object') noteScalar(family + field, textOf(each), notes);
    }
  }
  for (const each of [value].flat(Infinity)) {
    if (typeof each !== 'object' || each === null) continue;
    for (const [inner, held] of Object.entries(each)) {
      noteExtension(family.startsWith('INNER_') ? family : `INNER_${family}`, inner, held, notes);
    }
  }
}

function noteScalar(field: string, text: string, notes: Notes): void {
  notes.say(field, ...spellingsOf(text));
  notes.measure(field, numberIn(text));
  const instant = instantIn(text);
  if (instant !== null) notes.measure(timesOf(field), instant);
}

export function sayWord(field: string, text: string | undefined, kind: WordKind, { say, prefixes }: Notes): void {
  if (text !== undefined) say(field, text, bareWord(expand(text, prefixes), kind));
}

export function sayIdentifier(field: string, text: string | undefined, { say, prefixes }: Notes): void {
  if (text === undefined) return;
  const full = expand(text, prefixes);
  say(field, canonicalEpc(full), ...(full === text ? [] : [text])); // a prefixed name is also found as it is spelled
}

export function sayTyped(field: string, type: string, kind: WordKind, text: string | undefined, notes: Notes): void {
  for (const name of new Set([type, bareWord(expand(type, notes.prefixes), kind)])) {
    sayIdentifier(`${field}_${name}`, text, notes);
  }
}

function textOf(scalar: unknown): string {
  return typeof scalar === 'string' ? scalar : JSON.stringify(scalar);
}
