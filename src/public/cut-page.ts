/** A page that is ready but for some texts: rendered once with marks in their places, and cut there. */
import { randomBytes } from 'node:crypto';

/** What differs between labels of a lot on pages that are otherwise the same. */
export const gaps = ['serial', 'serialInGroups', 'seal', 'address', 'report', 'scans', 'scansNote'] as const;
export type Gap = (typeof gaps)[number];

/** What stands between the gaps, and the gaps between: one less. */
export interface CutPage {
  /** As they are sent. */
  parts: Buffer[];
  gaps: Gap[];
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
  return { parts: whole.map((part) => Buffer.from(part)), gaps: named as Gap[] };
}

/** @param texts as they are; they are escaped here */
export function fillPage({ parts, gaps: between }: CutPage, texts: Record<Gap, string>): Buffer {
  const pieces = parts.flatMap((part, index) => {
    const gap = between[index];
    return gap ? [part, Buffer.from(escapeHtml(texts[gap]))] : [part];
  });
  return Buffer.concat(pieces);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

/** As EJS does it. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
