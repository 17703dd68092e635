/** What asks for an inspector's attention, whatever noticed it. */
import { createHash } from 'node:crypto';

export const signalKinds = ['clone', 'report', 'recall', 'expiry', 'difference'] as const;
export type SignalKind = (typeof signalKinds)[number];

export interface Signal {
  /** The same matter has the same, however often it is noticed: what was noted and decided goes by it. See {@link idOf}. */
  id: string;
  kind: SignalKind;
  /** Grave ones stand first. */
  isGrave: boolean;
  /** Since when. */
  at: Date;
  /** Whose matter it is; null: nobody's in particular. */
  organization: string | null;
  /** In the reader's language. */
  title: string;
  sentence: string;
  /** Where it is looked at. */
  href: string;
  /** Where it is closed, when its own page does that; else the desk closes it. */
  closeHref?: string;
}

export type Words = Pick<Express.Locals, 't' | 'lang' | 'format' | 'inLanguage'>;

/** Of what names the matter for good: `expiry`, the record, the day. */
export function idOf(...names: [SignalKind, ...(string | number)[]]): string {
  return createHash('sha256').update(names.join('\n')).digest('base64url').slice(0, 22);
}
