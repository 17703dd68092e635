/** The label that a link or a serial names: whose it is and what its seal says. */
import { setImmediate } from 'node:timers/promises';
import { keys } from '../auth/keys.js';
import { lotPath } from '../epcis/identifiers.js';
import { type TypedCode } from '../epcis/typed-code.js';
import { BlankLabels } from '../labels/blank.model.js';
import { bindingOf, findBlanks } from '../labels/blank.service.js';
import { findLabelIndex } from '../labels/label.service.js';
import { readSerial, serialTrier } from '../labels/seal.js';
import { findGenuineBlank, findGenuineLabel, type GenuineLabel } from '../labels/verify.js';
import { readDirectory, readRun } from '../lots/label-directory.model.js';
import { partsOf, type LabelStatus } from '../lots/label-life.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { mayReadLot } from '../lots/lot.service.js';
import { mayRead, type Actor } from '../policy.js';
import { findProductByKey } from '../registry/product.service.js';

export const sealWords = ['genuine', 'not-genuine', 'key-withdrawn', 'void', 'unused'] as const;
export type SealWord = (typeof sealWords)[number];

export interface FoundLabel {
  /** As it was typed, or in its one spelling where it is ours. */
  serial: string;
  seal: SealWord;
  /** What became of the label; null where none such was issued, or no lot has it yet. */
  status: LabelStatus | null;
  lot: Lot | null;
  /** Key of its product, of a label that no lot has yet. */
  productKey: string;
}

/** The label that a link or the numbers beside a code name; null where the actor may not read what they name. */
export async function findLabel(code: TypedCode & { serial: string }, actor: Actor): Promise<FoundLabel | null> {
  const seals = code.s === undefined ? [] : [code.s];
  if (code.lot === undefined) return findBlankLabel(code.productKey, code.serial, seals, actor);
  const lot = await Lots.findById(lotPath(code.productKey, code.lot)).lean();
  return lot && mayReadLot(actor, lot)
    ? labelOf(lot, code.serial, await findGenuineLabel(lot, code.serial, seals))
    : null;
}

function labelOf(lot: Lot, typed: string, label: GenuineLabel | null): FoundLabel {
  const productKey = lot._id.split('/').slice(0, 2).join('/');
  if (!label) return { serial: typed, seal: 'not-genuine', status: null, lot, productKey };
  const status = partsOf(lot.labels, { from: label.index, count: 1 })[0]?.state ?? 'issued';
  const seal = label.withdrawal ? 'key-withdrawn' : status === 'void' ? 'void' : 'genuine';
  return { serial: label.serial, seal, status, lot, productKey };
}

async function findBlankLabel(
  productKey: string,
  serial: string,
  seals: string[],
  actor: Actor,
): Promise<FoundLabel | null> {
  const [product, blanks] = await Promise.all([findProductByKey(productKey), findBlanks(productKey)]);
  const blank = blanks && (await findGenuineBlank(blanks, serial, seals));
  const path = blank && bindingOf(blanks, blank.index);
  const lot = path ? await Lots.findById(path).lean() : null;
  if (lot ? !mayReadLot(actor, lot) : !product || !mayRead(actor, product)) return null;
  if (!blank) return { serial, seal: 'not-genuine', status: null, lot: null, productKey };
  const index = lot && findLabelIndex(lot, blank.serial);
  if (lot && index !== null) return labelOf(lot, serial, { ...blank, index });
  return {
    serial: blank.serial,
    seal: blank.withdrawal ? 'key-withdrawn' : 'unused',
    status: null,
    lot: null,
    productKey,
  };
}

/** A serial by itself, or with the code of its lot before or after it. */
export interface BareSerial {
  serial: string;
  /** Of the label in its lot, which the serial says. */
  index: number;
  lotCode: string | null;
}

/** Null for what is no serial, in groups as it is printed or without. */
export function readBareSerial(text: string): BareSerial | null {
  const words = text.trim().split(/\s+/);
  if (words.length > 12) return null;
  const whole = readSerial(words.join(''));
  if (whole) return { ...whole, lotCode: null };
  for (let cut = 1; cut < words.length; cut++) {
    const [first, last] = [words.slice(0, cut), words.slice(cut)];
    const [ending, beginning] = [readSerial(last.join('')), readSerial(first.join(''))];
    if (ending) return { ...ending, lotCode: first.join('') };
    if (beginning) return { ...beginning, lotCode: last.join('') };
  }
  return null;
}

/** A serial names no lot: it is tried on what was issued at so many times, the latest first. */
export const mostRunsTried = 20_000;

/** Other requests are answered in between. */
const runsAtOnce = 500;

export interface SerialSearch {
  labels: FoundLabel[];
  /** Not all labels were tried: the code of the lot is wanted too. */
  isCut: boolean;
}

/** The genuine label that has the serial. */
export async function findBySerial(typed: BareSerial, actor: Actor): Promise<SerialSearch> {
  const { serial, lotCode } = typed;
  if (lotCode !== null) {
    const lots = await Lots.find({ code: lotCode.toUpperCase() }).lean();
    const mine = lots.filter((lot) => mayReadLot(actor, lot));
    const labels = await Promise.all(
      mine.map(async (lot) => labelOf(lot, serial, await findGenuineLabel(lot, serial, []))),
    );
    const genuine = labels.filter(({ status }) => status !== null);
    return { labels: genuine.length > 0 ? genuine : labels, isCut: false };
  }
  for (const { _id } of await BlankLabels.find({}, { _id: 1 }).lean()) {
    const found = await findBlankLabel(_id, serial, [], actor);
    if (found && found.seal !== 'not-genuine') return { labels: [found], isCut: false };
  }
  return tryRuns(typed, actor);
}

async function tryRuns(typed: BareSerial, actor: Actor): Promise<SerialSearch> {
  const isSerialOf = serialTrier(typed);
  const keysById = new Map(
    keys()
      .serial.all()
      .map((key) => [key.kid, key]),
  ); // each look at the file is one stat
  let tried = 0;
  for await (const lines of readDirectory(new Date())) {
    for (const line of lines) {
      if (tried === mostRunsTried) return { labels: [], isCut: true };
      if (++tried % runsAtOnce === 0) await setImmediate();
      const run = readRun(line);
      const key = run.from <= typed.index && typed.index < run.from + run.count && keysById.get(run.key);
      const [space, product, , code = ''] = run.lot.split('/');
      if (!key || !isSerialOf({ key, productKey: `${space}/${product}`, lot: decodeURIComponent(code) })) continue;
      const lot = await Lots.findById(run.lot).lean();
      if (!lot || !mayReadLot(actor, lot)) return { labels: [], isCut: false };
      return { labels: [labelOf(lot, typed.serial, await findGenuineLabel(lot, typed.serial, []))], isCut: false };
    }
  }
  return { labels: [], isCut: false };
}
