/** A label's code as people type or paste it: its link, the numbers printed beside it, a lot's path, a bare GTIN. */
import { DomainError } from '../errors.js';
import { parseLabelLink, type LabelLink } from './digital-link.js';
import { gtin } from './identifiers.js';

export type TypedCode = Pick<LabelLink, 'productKey' | 'lot' | 'serial'> & {
  /** Full seal of the link. */
  s?: string;
};

/** Null for what is none of these forms. Host, folder before the key and upper or lower case do not matter. */
export function readTypedCode(text: string): TypedCode | null {
  const typed = text.trim();
  const digits = gtin.safeParse(typed.replace(/[\s-]/g, ''));
  const link = digits.success ? `/01/${digits.data}` : (linkOfElements(typed) ?? linkIn(typed));
  return link ? readLink(link) : null;
}

/** GS1 element string, as printed beside a symbol: `(01)09521234000013(10)L1(21)0000…`. */
function linkOfElements(text: string): string | null {
  if (!/^\((01|10|21|22)\)/.test(text)) return null;
  const values = new Map<string, string>();
  for (const [, ai = '', value = ''] of text.matchAll(/\((01|10|21|22)\)\s*(.*?)\s*(?=\((?:01|10|21|22)\)|$)/g)) {
    values.set(ai, ai === '10' ? value : value.replace(/\s/g, ''));
  }
  const key = gtin.safeParse(values.get('01') ?? '');
  if (!key.success) return null;
  const qualifiers = ['22', '10', '21'].filter((ai) => values.has(ai));
  return `/01/${key.data}${qualifiers.map((ai) => `/${ai}/${encodeURIComponent(values.get(ai) ?? '')}`).join('')}`;
}

/** From the last folder on that can be a product's key. */
function linkIn(text: string): string | null {
  const [path = '', query] = text.split(/[?#]/);
  const start = /^(?:[a-z]+:\/\/)?(?:[^/]*\/)*?(?=(?:01\/\d{14}|p\/[a-z0-9-]{1,20})(?:\/|$))/i.exec(path)?.[0].length;
  return start === undefined ? null : `/${path.slice(start)}${query ? `?${query}` : ''}`;
}

function readLink(link: string): TypedCode | null {
  try {
    const { productKey, lot, serial } = parseLabelLink(lowerSpace(link));
    return { productKey, lot, serial, s: new URL(link, 'https://id.gs1.org').searchParams.get('s') ?? undefined };
  } catch (error) {
    if (error instanceof DomainError || error instanceof TypeError) return null;
    throw error;
  }
}

/** `P/` of a link in capitals: QR codes hold them in less room. */
function lowerSpace(link: string): string {
  return link.replace(/^\/P\//, '/p/');
}
