/** What becomes of labels after they were issued: printed, applied to packages, void. A sale is a step of work/. */
import { z } from 'zod';
import { config } from '../config.js';
import { namespace } from '../db.js';
import { DomainError, refuse } from '../errors.js';
import { uriOfPath } from '../epcis/identifiers.js';
import { eventTime, localTime } from '../epcis/time.js';
import { type EventDraft } from '../epcis/vocabulary.js';
import { capture } from '../events/capture.js';
import { Events } from '../events/event.model.js';
import { faultsOfStep, type LabelRange, type LabelStep } from '../lots/label-life.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { locales, type Locale } from '../http/i18n.js';
import { type By } from '../policy.js';
import { fieldFault, line, whole } from '../registry/fields.js';
import { labelRange, rangeOf } from './label-name.js';
import { preparePrinting } from './print.js';
import { restOfChoice } from './runs.js';
import { getCorrectedTemplate } from './template.service.js';
import { labelsPerPage, type LabelTemplate } from './templates.js';

const reason = line(2000).meta({ description: 'Why; not shown to the public' });
const when = { eventTime: eventTime.optional() }; // now

export const newPrint = z.strictObject({
  template: line(40).meta({ description: 'Identifier of a label stock' }),
  ...labelRange, // to the end of one print
  startAt: whole.pipe(z.number().min(1, 'not-positive').max(1000)).optional(), // first free label of a part-used sheet
  language: z.enum(locales, 'bad-choice').optional(), // of the words on the labels; Vietnamese
  reason: reason.optional().meta({ description: 'Why labels are printed once more' }),
  ...when,
});
export const newApplication = z.strictObject({ ...labelRange, ...when });
export const newVoid = z.strictObject({
  ...labelRange,
  reason,
  publicReason: line(300).optional().meta({ description: 'Words for whoever scans such a label' }),
  ...when,
});

/** A recorded step, and the labels that it was about. */
export interface SteppedLabels extends LabelRange {
  lot: string;
  eventID: string;
}

/** What their sheet is drawn by. */
export interface PrintedLabels extends SteppedLabels {
  template: string;
  startAt: number;
  language?: Locale;
}

/** @throws ZodError for a stock that the organisation has not, and a place that its sheets have not */
async function stockOf(id: string, startAt: number, { actor }: By): Promise<LabelTemplate> {
  const template = await getCorrectedTemplate(id, actor).catch((error: unknown) => {
    throw error instanceof DomainError && error.code === 'not-found' ? fieldFault('template', 'bad-choice') : error;
  });
  const maximum = labelsPerPage(template);
  if (startAt > maximum) {
    const issue = {
      code: 'too_big' as const,
      origin: 'number',
      maximum,
      path: ['startAt'],
      message: '',
      input: startAt,
    };
    throw new z.ZodError([issue]);
  }
  return template;
}

interface Input {
  first: string;
  last?: string;
  reason?: string;
  eventTime?: string;
}

/**
 * Records that labels are printed, before their sheet is drawn: who prints twice says why.
 * @throws DomainError or Refusal those of {@link recordStep}, `lot-held`, `lot-recalled`, `label-too-small`
 */
export async function recordPrint(lot: Lot, input: z.output<typeof newPrint>, by: By): Promise<PrintedLabels> {
  const { template: id, startAt = 1, language } = input;
  const template = await stockOf(id, startAt, by);
  const { from } = rangeOf(lot, input, () => 1);
  await preparePrinting(lot, from, template, language);
  const event = { bizStep: 'encoding', disposition: 'encoded' };
  const stepped = await recordStep({ lot, step: 'print', event, labels: { template: id } }, input, by);
  return { ...stepped, template: id, startAt, language };
}

/** @throws DomainError or Refusal those of {@link recordStep}, `lot-held`, `lot-recalled` */
export async function recordApplication(
  lot: Lot,
  input: z.output<typeof newApplication>,
  by: By,
): Promise<SteppedLabels> {
  // CBV's installing, not commissioning: that is the production of the lot here.
  return recordStep({ lot, step: 'apply', event: { bizStep: 'installing', disposition: 'active' } }, input, by);
}

/** @throws DomainError or Refusal those of {@link recordStep} */
export async function voidLabels(lot: Lot, input: z.output<typeof newVoid>, by: By): Promise<SteppedLabels> {
  const { publicReason } = input;
  const event = { bizStep: 'decommissioning', disposition: 'inactive' };
  return recordStep({ lot, step: 'void', event, labels: publicReason ? { publicReason } : {} }, input, by);
}

interface Step {
  lot: Lot;
  step: Exclude<LabelStep['step'], 'sell'>;
  event: Pick<EventDraft, 'bizStep' | 'disposition'>;
  /** What the event says of the labels beside their range. */
  labels?: { template?: string; publicReason?: string };
}

/**
 * @throws DomainError or Refusal every fault at once: `not-found`, `label-not-issued`, `label-not-printed`,
 * `label-applied`, `label-sold`, `label-void`, `label-reason`, `label-ranges`, `event-in-future`, `event-before-lot`
 */
async function recordStep({ lot, step, event, labels }: Step, input: Input, by: By): Promise<SteppedLabels> {
  const { eventID } = await capture(async (session) => {
    const now = await Lots.findById(lot._id, null, { session }).lean();
    if (!now || now.organization !== by.actor.organization) throw new DomainError('not-found');
    const wanted = rangeOf(now, input, (from) => (step === 'print' ? restOfChoice(now, from) : 1));
    const faults = faultsOfStep(now.labels, { ...wanted, step, hasReason: input.reason !== undefined });
    refuse([...(step === 'void' ? [] : stopsOf(now)), ...faults.map(besideField)]);
    return {
      type: 'ObjectEvent',
      action: 'OBSERVE', // the labels begin or end, the goods stay
      ...event,
      eventTime: input.eventTime ?? localTime(by.now, config.utcOffset),
      quantityList: [{ epcClass: uriOfPath(lot._id, namespace()) }],
      'nguon:labels': { ...wanted, ...labels },
      ...(input.reason && { 'nguon:note': input.reason }),
    };
  }, by);
  const stored = await Events.findById(eventID).lean();
  const { from = 0, count = 0 } = stored?.event['nguon:labels'] ?? {};
  return { lot: lot._id, eventID, from, count };
}

function stopsOf({ _id, recalledBy, heldBy }: Lot): DomainError[] {
  if (recalledBy) return [new DomainError('lot-recalled', { lot: _id })];
  return heldBy ? [new DomainError('lot-held', { lot: _id })] : [];
}

function besideField({ code, params }: DomainError): DomainError {
  return new DomainError(code, params, code === 'label-reason' ? 'reason' : 'first');
}
