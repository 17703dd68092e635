/** The `@context` of a JSON-LD document, as far as EPCIS needs it: what the prefixes of extensions stand for. */
import { standardPrefixes } from './event-hash-order.js';

export type Prefixes = ReadonlyMap<string, string>;

/** All prefixes that the contexts declare, beside those that GS1's own context declares for every document. */
export function prefixesOf(...contexts: unknown[]): Prefixes {
  const declared = contexts
    .flat(3)
    .filter(isObject)
    .flatMap(Object.entries<unknown>);
  const names = declared.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return new Map([...Object.entries(standardPrefixes), ...names]);
}

/** `prefix:local` joined with what the prefix stands for; any other text as it is. */
export function expand(
  text: string,
  prefixes: Prefixes,
  join = (namespace: string, local: string) => namespace + local,
) {
  const colon = text.indexOf(':');
  const namespace = colon > 0 ? prefixes.get(text.slice(0, colon)) : undefined;
  return namespace === undefined ? text : join(namespace, text.slice(colon + 1));
}

const standardContext = /^https?:\/\/(ref\.gs1\.org\/standards\/epcis|gs1\.github\.io\/EPCIS)\/.*\.jsonld$/;

/** What a document's context says beside GS1's own, which stands in every document. */
export function ownContext(context: unknown): unknown[] {
  return [context].flat(2).filter((part) => {
    return typeof part === 'string' ? !standardContext.test(part) : isObject(part) && Object.keys(part).length > 0;
  });
}

/**
 * One context for events of several documents.
 * @returns the parts once each, or null where one prefix would have two meanings
 */
export function mergeContexts(contexts: readonly unknown[][]): unknown[] | null {
  const texts = new Set<string>();
  const names = new Map<string, unknown>();
  for (const part of contexts.flat()) {
    if (!isObject(part)) {
      texts.add(String(part));
      continue;
    }
    for (const [name, meaning] of Object.entries(part)) {
      if (names.has(name) && JSON.stringify(names.get(name)) !== JSON.stringify(meaning)) return null;
      names.set(name, meaning);
    }
  }
  return [...texts, ...(names.size > 0 ? [Object.fromEntries(names)] : [])];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
