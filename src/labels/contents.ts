/**
 * The labels of a print from all that they follow from, without lot, store or settings: whoever has a {@link Making}
 * makes the same ones, be it another process.
 */
import { type KeyObject } from 'node:crypto';
import type { LabelRange } from '../lots/label-life.js';
import { type LabelContent } from './layout.js';
import { buildLabelUri, labelPath, makeFullSeal, makeSerial } from './seal.js';

/** What all labels of a lot say beside link and serial. */
export type LotFacts = Omit<LabelContent, 'uri' | 'serial'>;

/** Labels of a run: alike but for their index. */
export interface Units extends LabelRange {
  /** What their links name before the serial. */
  path: string;
  /** What their serials are sealed for; no lot when they were printed before there was one. */
  productKey: string;
  lot: string;
  /** Index of the first one in its serial. */
  first: number;
  key: { kid: string; secret: KeyObject };
}

export interface Making {
  publicUrl: string;
  facts: LotFacts;
  units: Units[];
  /** Whose full seal they carry; null for the compact one. */
  signer: { mark: string; privateKey: KeyObject } | null;
}

/** The serial of one of the units. @param index as in `from` */
export function serialOf({ key, productKey, lot, first, from }: Units, index: number): string {
  return makeSerial({ key, productKey, lot, index: first + index - from });
}

/** Made one at a time while they are drawn. */
export function* contentsOf({ publicUrl, facts, units, signer }: Making): Generator<LabelContent> {
  for (const each of units) {
    for (let index = each.from; index < each.from + each.count; index++) {
      const serial = serialOf(each, index);
      const s = signer ? makeFullSeal(labelPath(each.path, serial), signer) : undefined;
      yield { ...facts, uri: buildLabelUri({ publicUrl, lotPath: each.path, serial, s }), serial };
    }
  }
}
