/**
 * The seal of a label: a serial that only the server can check (HMAC), and an optional signature that anyone can
 * check from the published keys (ES256). A seal has one spelling only: what is not the canonical form is no seal.
 */
import { createHmac, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { isLowS, signEs256 } from './ecdsa.js';

/** Crockford's base 32: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const indexDigits = 4;
const tagBytes = 10; // RFC 2104 section 5: not less than 80 bits

/** Units of a lot that four digits can tell apart. */
export const unitsPerLot = 32 ** indexDigits;

export interface UnitName {
  /** `01/{gtin14}` or `p/{productCode}` */
  productKey: string;
  /** AI (10), decoded */
  lot: string;
}

interface Unit extends UnitName {
  key: { kid: string; secret: KeyObject };
  index: number;
}

/**
 * The serial of a unit, AI (21): four characters of its index, sixteen of the 80-bit tag over key, product, lot, index.
 * @throws RangeError when the index is not a whole number in 0…1,048,575
 */
export function makeSerial(unit: Unit): string {
  const { index } = unit;
  if (!Number.isInteger(index) || index < 0 || index >= unitsPerLot) throw new RangeError(`no unit ${index} in a lot`);
  return base32(BigInt(index), indexDigits) + base32(BigInt(`0x${tagOf(unit).toString('hex')}`), (tagBytes * 8) / 5);
}

function tagOf({ key, productKey, lot, index }: Unit): Buffer {
  const message = ['nguon-serial-1', key.kid, productKey, lot.toUpperCase(), index].join('|');
  return createHmac('sha256', key.secret).update(message).digest().subarray(0, tagBytes);
}

const scratchDigits = 8;

/**
 * The code below the scratch field of a label: 40 bits that its link and serial do not give away, made anew whenever it
 * is needed.
 * @param path of the label, as {@link labelPath} writes it
 */
export function makeScratchCode(key: { kid: string; secret: KeyObject }, path: string): string {
  const tag = createHmac('sha256', key.secret).update(['nguon-scratch-1', key.kid, path].join('|')).digest();
  return base32(BigInt(`0x${tag.subarray(0, 5).toString('hex')}`), scratchDigits);
}

/** True for the code as people type it: see {@link readSerial}. Takes the same time wherever they differ. */
export function isScratchCode(typed: string, code: string): boolean {
  const read = readCrockford(typed.slice(0, 60));
  return read.length === scratchDigits && timingSafeEqual(Buffer.from(read), Buffer.from(code));
}

/** Reads a serial as people type it: any case, O for 0, I or L for 1, grouped by spaces or hyphens. Else null. */
export function readSerial(text: string): { serial: string; index: number } | null {
  if (!/^[\dA-Za-z\s-]{20,60}$/.test(text)) return null;
  const serial = readCrockford(text);
  if (serial.length !== 20 || serial.includes('U')) return null;
  const digits = [...serial.slice(0, indexDigits)];
  return { serial, index: digits.reduce((value, digit) => value * 32 + alphabet.indexOf(digit), 0) };
}

/** True when this key made the serial for this product and lot. Takes the same time wherever they differ. */
export function serialIsGenuine(unit: UnitName & { key: { kid: string; secret: KeyObject }; serial: string }): boolean {
  const read = readSerial(unit.serial);
  return read !== null && timingSafeEqual(Buffer.from(makeSerial({ ...unit, ...read })), Buffer.from(read.serial));
}

/** Asks of one lot after the other whether it has the serial: for thousands of them it is read once. */
export function serialTrier({
  serial,
  index,
}: {
  serial: string;
  index: number;
}): (unit: Omit<Unit, 'index'>) => boolean {
  const digits = [...serial.slice(indexDigits)];
  const value = digits.reduce((sum, digit) => sum * 32n + BigInt(alphabet.indexOf(digit)), 0n);
  const tag = Buffer.from(value.toString(16).padStart(tagBytes * 2, '0'), 'hex');
  return (unit) => timingSafeEqual(tagOf({ ...unit, index }), tag);
}

/** What a full seal signs: the path of the label's link, `/01/{gtin14}/10/{lot}/21/{serial}`. */
export function labelPath(lotPath: string, serial: string): string {
  return `/${lotPath}/21/${serial}`;
}

/** ES256 over a canonical path: 86 base64url characters of r‖s, always the same for a path and key. */
export function signPath(path: string, privateKey: KeyObject): string {
  return signEs256(path, privateKey).toString('base64url');
}

/**
 * True for the one spelling that {@link signPath} gives. ECDSA also verifies (r, n − s), and base64url has four unused
 * bits in the last of 86 characters: both second spellings are refused.
 */
export function pathSignatureIsValid(path: string, signature: string, publicKey: KeyObject): boolean {
  const raw = readSignature(signature);
  return raw !== null && verify('sha256', Buffer.from(path), { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw);
}

/** The same on another thread: this one answers others meanwhile. */
export async function verifyPathSignature(path: string, signature: string, publicKey: KeyObject): Promise<boolean> {
  const raw = readSignature(signature);
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' as const };
  return raw !== null && verifyInPool('sha256', Buffer.from(path), key, raw);
}

const verifyInPool = promisify(verify);

function readSignature(signature: string): Buffer | null {
  if (!/^[A-Za-z0-9_-]{86}$/.test(signature)) return null;
  const raw = Buffer.from(signature, 'base64url');
  return raw.toString('base64url') === signature && isLowS(raw) ? raw : null;
}

/** Value of a label link's `s`: the key's mark and the signature. */
export function makeFullSeal(path: string, key: { mark: string; privateKey: KeyObject }): string {
  return key.mark + signPath(path, key.privateKey);
}

/** Takes a value of `s` apart; null when it cannot be one. The mark says with which key to check the signature. */
export function readFullSeal(s: string): { mark: string; signature: string } | null {
  return s.length === 87 ? { mark: s.slice(0, 1), signature: s.slice(1) } : null;
}

/** @param lotPath `01/{gtin14}/10/{lot}` or `p/{productCode}/10/{lot}`, percent-encoded */
export function buildLabelUri(label: { publicUrl: string; lotPath: string; serial: string; s?: string }): string {
  return label.publicUrl + labelPath(label.lotPath, label.serial) + (label.s ? `?s=${label.s}` : '');
}

function readCrockford(text: string): string {
  const plain = text.replace(/[\s-]/g, '').toUpperCase();
  return plain
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '');
}

/** The last `digits` characters of a number in Crockford's base 32. */
export function base32(value: bigint, digits: number): string {
  let text = '';
  for (let shift = 5 * (digits - 1); shift >= 0; shift -= 5) text += alphabet[Number((value >> BigInt(shift)) & 31n)];
  return text;
}
