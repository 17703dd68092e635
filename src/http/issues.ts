/** The faults that a schema found, as sentences beside their fields. */
import { type z } from 'zod';
import { type MessageParams, type Translate } from './i18n.js';

/** Kinds of fault: a schema gives one as its message (`'wrong-check-digit'`), else zod's own code decides. */
export const invalidKinds = [
  'required',
  'too-long',
  'too-short',
  'too-large',
  'too-many',
  'not-a-number',
  'thousands-or-decimals',
  'not-whole',
  'not-positive',
  'not-a-date',
  'not-an-email',
  'not-a-gtin',
  'not-a-gln',
  'not-a-hash',
  'not-a-uri',
  'not-an-epc',
  'not-an-offset',
  'wrong-check-digit',
  'lot-characters',
  'lot-too-long',
  'not-a-lot',
  'not-a-label',
  'repeated',
  'after-event',
  'product-code-characters',
  'one-identifier',
  'bad-choice',
  'bad-range',
  'bad-file',
  'bad-pictures',
  'too-many-photos',
  'bad-photo',
  'unknown-field',
  'bad-polygon-open',
  'bad-polygon-range',
  'bad-polygon-crossing',
  'bad-area-size',
  'not-an-area',
  'ends-before-start',
  'not-negative',
  'labels-overlap',
  'outside-page',
  'holds-no-code',
  'too-many-templates',
  'offset-range',
  'offset-outside',
  'ruler-range',
  'thermal-scale',
  'not-thermal',
  'day-passed',
  'unanswered',
  'major-found',
  'not-the-same',
  'generic',
] as const;
export type InvalidKind = (typeof invalidKinds)[number];

interface Sentence {
  path: PropertyKey[];
  code: InvalidKind;
  detail: string;
}

/** One sentence, or one for each unknown field. */
export function sentenceOfIssue(issue: z.core.$ZodIssue, t: Translate): Sentence[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => sentence([...issue.path, key], 'unknown-field', t));
  }
  const limits = {
    max: 'maximum' in issue ? Number(issue.maximum) : 0,
    min: 'minimum' in issue ? Number(issue.minimum) : 0,
    ...(issue.code === 'custom' && (issue.params as MessageParams | undefined)),
  };
  return [sentence(issue.path, kindOf(issue), t, limits)];
}

function sentence(path: PropertyKey[], code: InvalidKind, t: Translate, limits?: MessageParams): Sentence {
  return { path, code, detail: t(`invalid.${code}`, limits) };
}

function kindOf(issue: z.core.$ZodIssue): InvalidKind {
  const given = invalidKinds.find((kind) => kind === issue.message);
  if (given && !isAbsent(issue)) return given;
  if (isAbsent(issue)) return 'required';
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string' ? 'too-long' : issue.origin === 'array' ? 'too-many' : 'too-large';
    case 'too_small':
      if (issue.origin === 'string') return issue.minimum === 1 ? 'required' : 'too-short';
      return issue.origin === 'array' ? 'required' : 'not-positive';
    case 'invalid_type':
      return issue.expected === 'number' || issue.expected === 'int' ? 'not-a-number' : 'generic';
    case 'invalid_value':
      return 'bad-choice';
    case 'invalid_format':
      return issue.format === 'email' ? 'not-an-email' : 'generic';
    default:
      return 'generic';
  }
}

/** Nothing was sent: told as such, whatever the field would have been. */
function isAbsent(issue: z.core.$ZodIssue): boolean {
  return 'input' in issue ? issue.input === undefined : false;
}
