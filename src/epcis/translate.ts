/** The identifiers of an event in the format that a reader asks for (header `GS1-EPC-Format`). */
import { canonicalEpc } from './epc.js';
import { isExtension } from './event-fields.js';
import { canonicalLink, linkOfUrn } from './urn.js';
import { urnOfLink, type KnowsPrefix } from './urn-of-link.js';
import { type EpcisEvent } from './vocabulary.js';

export const epcFormats = ['Always_GS1_Digital_Link', 'Always_EPC_URN', 'No_Preference', 'Never_Translates'] as const;
export type EpcFormat = (typeof epcFormats)[number];

/** Names and words that are no identifiers, master data and extensions: these stay as they are. */
const untouched = new Set(['@context', 'type', 'eventID', 'ilmd', 'errorDeclaration', 'certificationInfo']);
const epcLists = new Set(['epcList', 'childEPCs', 'inputEPCList', 'outputEPCList']);

/**
 * A translated event names an object once, however often and in whatever spelling the stored one does. As it was sent
 * it is under `No_Preference` and `Never_Translates`. What cannot be translated stays as it is.
 */
export function translateEvent(event: EpcisEvent, format: EpcFormat, knows: KnowsPrefix): EpcisEvent {
  const spell = spellerOf(format, knows);
  return spell ? (translate(event, spell) as EpcisEvent) : event;
}

/** One identifier in the format. */
export function translateEpc(uri: string, format: EpcFormat, knows: KnowsPrefix): string {
  return (spellerOf(format, knows) ?? String)(uri);
}

function spellerOf(format: EpcFormat, knows: KnowsPrefix): ((text: string) => string) | null {
  switch (format) {
    case 'Always_GS1_Digital_Link':
      return (text) => linkOfUrn(text) ?? text;
    case 'Always_EPC_URN':
      return (text) => {
        const link = canonicalLink(text);
        return (link && urnOfLink(link, knows)) ?? text;
      };
    default:
      return null;
  }
}

function translate(value: unknown, spell: (text: string) => string): unknown {
  if (typeof value === 'string') return spell(value);
  if (Array.isArray(value)) return value.map((each) => translate(each, spell));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => {
      if (untouched.has(name) || isExtension(name)) return [name, held];
      const translated = translate(held, spell);
      return [name, epcLists.has(name) ? eachOnce(translated as string[]) : translated];
    }),
  );
}

function eachOnce(epcs: string[]): string[] {
  return [...new Map(epcs.toReversed().map((epc) => [canonicalEpc(epc), epc])).values()].toReversed();
}
