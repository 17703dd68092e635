/** A page that is ready but for some texts: rendered once with marks in their places, cut there and deflated. */
import { createHash, randomBytes } from 'node:crypto';
import { constants, crc32, deflateRawSync } from 'node:zlib';

/** What differs between labels of a lot on pages that are otherwise the same. */
export const gaps = ['serial', 'serialInGroups', 'seal', 'address', 'report', 'scans', 'scansNote'] as const;
export type Gap = (typeof gaps)[number];

/** What stands between the gaps, and the gaps between: one less. */
export interface CutPage {
  /** As they are sent. */
  parts: Buffer[];
  /** The same as blocks of a deflated stream (RFC 1951), each of which stands by itself and ends with a whole byte. */
  deflated: Buffer[];
  gaps: Gap[];
  /** Of all that stands between the gaps; in every process the same. */
  hash: string;
}

/** Nobody outside knows it, so no text of a person can hold it; letters and digits, which no encoding changes. */
const secret = randomBytes(12).toString('hex');

/** What to render in the place of each text. */
export const marks = Object.fromEntries(gaps.map((gap, index) => [gap, `gap${secret}${index}`])) as Record<Gap, string>;

/** @returns null when a mark came out otherwise than it went in, so that its place is not known */
export function cutPage(html: string): CutPage | null {
  const [first = '', ...others] = html.split(`gap${secret}`);
  const named = others.map((part) => gaps[Number(part[0])]);
  const whole = [first, ...others.map((part) => part.slice(1))];
  if (named.includes(undefined) || whole.some((part) => part.includes(secret))) return null;
  const parts = whole.map((part) => Buffer.from(part));
  const deflated = parts.map((part) => deflateRawSync(part, { level: 9, finishFlush: constants.Z_FULL_FLUSH }));
  const hash = createHash('sha256')
    .update(JSON.stringify([whole, named]))
    .digest('base64url');
  return { parts, deflated, gaps: named as Gap[], hash };
}

type Texts = Record<Gap, string>;

/** @param texts as they are; they are escaped here */
export function fillPage({ parts, gaps: between }: CutPage, texts: Texts): Buffer {
  return Buffer.concat(fillWith(parts, between, escaped(texts)));
}

/** The same as a gzip file (RFC 1952), of which only the texts are new: they are stored as they are. */
export function fillZipped(page: CutPage, texts: Texts): Buffer {
  const pieces = escaped(texts);
  const stored = Object.fromEntries(gaps.map((gap) => [gap, storedBlock(pieces[gap])])) as Record<Gap, Buffer>;
  const whole = Buffer.concat(fillWith(page.parts, page.gaps, pieces));
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(whole));
  trailer.writeUInt32LE(whole.length, 4);
  return Buffer.concat([gzipHeader, ...fillWith(page.deflated, page.gaps, stored), lastBlock, trailer]);
}

function fillWith(parts: Buffer[], between: Gap[], pieces: Record<Gap, Buffer>): Buffer[] {
  return parts.flatMap((part, index) => {
    const gap = between[index];
    return gap ? [part, pieces[gap]] : [part];
  });
}

const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const lastBlock = Buffer.from([3, 0]); // of fixed codes, and empty

/** A block that is not compressed (RFC 1951 section 3.2.4). @param bytes fewer than 65,536 */
function storedBlock(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(~bytes.length & 0xffff, 3);
  return Buffer.concat([head, bytes]);
}

function escaped(texts: Texts): Record<Gap, Buffer> {
  return Object.fromEntries(gaps.map((gap) => [gap, Buffer.from(escapeHtml(texts[gap]))])) as Record<Gap, Buffer>;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

/** As EJS does it. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
