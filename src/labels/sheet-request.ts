/** What is asked of a print, whatever it is drawn as: labels of a lot on a stock, from a free place on. */
import { type Request } from 'express';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { lang, wholeNumber } from '../http/query.js';
import { locales, type Locale } from '../http/i18n.js';
import { actorOf, parse } from '../http/request.js';
import { partsOf, type LabelRange } from '../lots/label-life.js';
import { type Lot } from '../lots/lot.model.js';
import { type Actor } from '../policy.js';
import { issuedCount, mostAtOnce } from './label.service.js';
import { preparePrinting, restOfPrint, type Printing } from './print.js';
import { unitsPerLot } from './seal.js';
import { getCorrectedTemplate } from './template.service.js';
import { labelsPerPage, type LabelTemplate } from './templates.js';

/** Which labels of a lot, on what. */
export interface SheetWish {
  /** Identifier of a label stock. */
  template: string;
  /** Index of the first label. */
  from: number;
  count: number;
  /** First free label of a part-used sheet. */
  startAt: number;
  /** Of the words on the labels; Vietnamese unless given. */
  language?: Locale;
}

export interface SheetRequest extends SheetWish {
  printing: Printing;
}

/** @param template null when there is none of the name */
export const sheetQuery = (template: LabelTemplate | null, isWanted: (template: LabelTemplate) => boolean) =>
  z.strictObject({
    template: z
      .string()
      .refine(() => template !== null, 'bad-choice')
      .refine(() => template === null || isWanted(template), 'not-thermal'),
    from: wholeNumber(0, unitsPerLot).default(0),
    count: wholeNumber(1, mostAtOnce).optional(), // the rest of one print
    startAt: wholeNumber(1, template ? labelsPerPage(template) : mostAtOnce).default(1), // first free label of a part-used sheet
    language: z.enum(locales, 'bad-choice').default('vi'), // of the words on the labels
    lang,
  });

/**
 * @param isWanted of a template that can be drawn in the form that is asked for
 * @throws DomainError those of {@link getSheet}, `label-not-printed`; ZodError
 */
export async function readSheetRequest(
  req: Request,
  lot: Lot,
  isWanted: (template: LabelTemplate) => boolean = () => true,
): Promise<SheetRequest> {
  const id = typeof req.query.template === 'string' ? req.query.template : '';
  const template = await getCorrectedTemplate(id, actorOf(req)).catch(nullIfAbsent);
  const { from, startAt, language, count = restOfPrint(lot, from) } = parse(sheetQuery(template, isWanted), req.query);
  if (!template) throw new DomainError('not-found');
  const request = await prepareSheet(lot, { template: id, from, count, startAt, language }, template);
  refuseUnlessPrinted(lot, { from, count });
  return request;
}

/** A sheet is what a recorded print gives: nobody prints labels of which no event tells. */
function refuseUnlessPrinted({ labels }: Pick<Lot, 'labels'>, range: LabelRange): void {
  const [first, ...others] = partsOf(labels, range).filter(({ prints }) => prints === 0);
  if (!first) return;
  const count = others.reduce((sum, part) => sum + part.count, first.count);
  throw new DomainError('label-not-printed', { count, first: first.from + 1 });
}

/**
 * @throws DomainError `not-found` unless all its labels are issued, `label-too-small`, `name-not-translated`,
 * `letters-missing`, `key-withdrawn`
 */
export async function getSheet(lot: Lot, wish: SheetWish, actor: Actor): Promise<SheetRequest> {
  return prepareSheet(lot, wish, await getCorrectedTemplate(wish.template, actor));
}

async function prepareSheet(lot: Lot, wish: SheetWish, template: LabelTemplate): Promise<SheetRequest> {
  const { from, count, language } = wish;
  if (count < 1 || from + count > issuedCount(lot)) throw new DomainError('not-found');
  return { ...wish, printing: await preparePrinting(lot, from, template, language) };
}

function nullIfAbsent(error: unknown): null {
  if (error instanceof DomainError && error.code === 'not-found') return null;
  throw error;
}
