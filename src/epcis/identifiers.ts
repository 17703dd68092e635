/**
 * GS1 keys and the paths built from them. A product's key is `01/{gtin14}` or, without a GTIN, `p/{productCode}`;
 * a lot's path is `{product key}/10/{lot code}`, percent-encoded as in a GS1 Digital Link URI.
 */
import { z } from 'zod';

/** The check digit of GS1 keys of any length (GS1 General Specifications 7.9). `body` is the key without it. */
export function checkDigit(body: string): string {
  let sum = 0;
  for (let index = 0; index < body.length; index++) {
    const weight = (body.length - index) % 2 === 1 ? 3 : 1;
    sum += Number(body[index]) * weight;
  }
  return String((10 - (sum % 10)) % 10);
}

export function hasCheckDigit(key: string): boolean {
  return /^\d{2,}$/.test(key) && checkDigit(key.slice(0, -1)) === key.slice(-1);
}

// A fault of the form does not abort: that would hide the faults of other fields from a check of the whole input.
const gtinForm = /^(\d{8}|\d{12,14})$/;
const glnForm = /^\d{13}$/;

/** A GTIN-8, -12, -13 or -14, kept as 14 digits. */
export const gtin = z
  .string()
  .trim()
  .regex(gtinForm, 'not-a-gtin')
  .refine((digits) => !gtinForm.test(digits) || hasCheckDigit(digits), 'wrong-check-digit')
  .transform((digits) => digits.padStart(14, '0'))
  .meta({ description: 'GTIN of 8, 12, 13 or 14 digits, with its check digit', examples: ['09521234000013'] });

export const gln = z
  .string()
  .trim()
  .regex(glnForm, 'not-a-gln')
  .refine((digits) => !glnForm.test(digits) || hasCheckDigit(digits), 'wrong-check-digit')
  .meta({ description: 'GLN of 13 digits, with its check digit', examples: ['9521234000006'] });

/** A GS1 company prefix. */
export const companyPrefix = z
  .string()
  .trim()
  .regex(/^\d{6,12}$/, 'not-a-company-prefix')
  .meta({ description: 'GS1 company prefix of 6 to 12 digits', examples: ['9521234'] });

/** SSCC, AI (00): 18 digits with their check digit. */
export function isSscc(digits: string): boolean {
  return /^\d{18}$/.test(digits) && hasCheckDigit(digits);
}

/**
 * An SSCC from its parts (GS1 General Specifications 4.3): extension digit, company prefix, serial reference.
 * @param serial as many digits as leave 17 with the prefix: its first is the extension digit
 */
export function ssccOf(prefix: string, serial: string): string {
  const body = serial.slice(0, 1) + prefix + serial.slice(1);
  return body + checkDigit(body);
}

/** Our own product code, for a product without a GTIN. */
export const productCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9][A-Z0-9-]{0,19}$/, 'product-code-characters')
  .meta({ description: 'Own code of a product without a GTIN', examples: ['MIEN-DONG-500'] });

/** GS1's character set 82 (General Specifications figure 7.11-1). */
const set82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$/;

/** AI (10): 1 to 20 characters. Ours are upper case, so that a label reads the same in any case. */
export const lotCode = z
  .string()
  .trim()
  .min(1, 'required')
  .max(20, 'lot-too-long')
  .regex(set82, 'lot-characters')
  .regex(/[^.]|\.{3}/, 'lot-characters') // "." and ".." in an address lead elsewhere, percent-encoded too
  .toUpperCase()
  .meta({ description: 'Code of the lot, AI (10): 1 to 20 characters of GS1 set 82', examples: ['L2410'] });

/** Key of a product as it stands in links and lot paths. */
export function productKey(product: { gtin?: string | null; productCode?: string | null }): string {
  return product.gtin ? `01/${product.gtin}` : `p/${product.productCode}`;
}

export function lotPath(key: string, code: string): string {
  return `${key}/10/${encodeURIComponent(code)}`;
}

export interface LotName {
  productKey: string;
  code: string;
}

/** Reads a lot path in any case; null when it is not one. The code comes back decoded and upper case. */
export function readLotPath(path: string): LotName | null {
  const [space, product, ai, lot, ...rest] = path.split('/');
  if (!space || !product || ai !== '10' || !lot || rest.length > 0) return null;
  const key = readProductKey(space, product);
  const code = lotCode.safeParse(decodeOnce(lot));
  return key && code.success ? { productKey: key, code: code.data } : null;
}

/** `01` with a GTIN or `p` with our own code, in any case; else null. */
export function readProductKey(space: string, product: string): string | null {
  if (space === '01') return /^\d{14}$/.test(product) && hasCheckDigit(product) ? `01/${product}` : null;
  const code = productCode.safeParse(product);
  return space.toLowerCase() === 'p' && code.success ? `p/${code.data}` : null;
}

const gs1Origin = 'https://id.gs1.org';

/** URI of a lot (EPCIS `epcClass`), product or set: canonical GS1 Digital Link with a GTIN or SSCC, else in our namespace. */
export function uriOfPath(path: string, namespace: string): string {
  return `${/^0[01]\//.test(path) ? gs1Origin : namespace}/${path}`;
}

/** Path of a lot named by a URI of ours or by any GS1 Digital Link with a GTIN; null for everything else. */
export function lotPathOfUri(uri: string, namespace: string): string | null {
  const path = uri.startsWith(`${namespace}/`)
    ? uri.slice(namespace.length + 1)
    : /^https?:\/\/[^/?#]+\/(01\/\d{14}\/10\/[^/?#]+)$/.exec(uri)?.[1];
  const name = path ? readLotPath(path) : null;
  return name && lotPath(name.productKey, name.code);
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // not percent-encoding: no identifier
  }
}
