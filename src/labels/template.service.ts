/** Which stock an organisation prints on: what is sold everywhere and its own, each with the correction of its printer. */
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { type Actor, type By } from '../policy.js';
import { decimal, fieldFault } from '../registry/fields.js';
import { createRecord, idFor, replaceRecord } from '../registry/records.js';
import { Corrections } from './correction.model.js';
import { correctTemplate, overhang, rulersOf, type Correction } from './correction.js';
import { OwnTemplates, type OwnTemplate } from './own-template.model.js';
import { templateOf, type OwnTemplateInput } from './own-template.js';
import { refusedTemplates, templates, type LabelTemplate } from './templates.js';

export interface TemplateChoice {
  /** In addresses and requests. */
  id: string;
  template: LabelTemplate;
  isOwn: boolean;
}

/** Sold everywhere, L4731 too: whoever asks for it is told why it cannot be printed. */
const sold: Record<string, LabelTemplate> = { ...templates, ...refusedTemplates };

/** Own templates of one organisation: a list to choose from, not to page through. */
const mostOwn = 50;

/** What an organisation can print on: its own first, then what is sold. */
export async function listTemplates(organization: string): Promise<TemplateChoice[]> {
  const own = await OwnTemplates.find({ organization }).sort('name _id').limit(mostOwn).lean();
  return [
    ...own.map((record) => ({ id: record._id, template: templateOf(record), isOwn: true })),
    ...Object.entries(templates).map(([id, template]) => ({ id, template, isOwn: false })),
  ];
}

/** @throws DomainError `not-found`, for somebody else's too */
export async function getTemplate(id: string, organization: string): Promise<TemplateChoice> {
  const template = Object.hasOwn(sold, id) ? sold[id] : undefined;
  if (template) return { id, template, isOwn: false };
  return { id, template: templateOf(await getOwnTemplate(id, organization)), isOwn: true };
}

/** @throws DomainError `not-found`, for somebody else's too */
export async function getOwnTemplate(id: string, organization: string): Promise<OwnTemplate> {
  const own = await OwnTemplates.findById(id).lean();
  if (own?.organization !== organization) throw new DomainError('not-found');
  return own;
}

/** @throws DomainError `label-limit` after {@link mostOwn} of them */
export async function createOwnTemplate(input: OwnTemplateInput, by: By): Promise<OwnTemplate> {
  const { organization } = by.actor;
  if ((await OwnTemplates.countDocuments({ organization })) >= mostOwn) throw fieldFault('name', 'too-many-templates');
  const _id = idFor(by, 'label-template');
  return createRecord(OwnTemplates, { _id, ...withPitch(input), organization, createdAt: by.now });
}

/** @throws DomainError `not-found` */
export async function updateOwnTemplate(id: string, input: OwnTemplateInput, { actor }: By): Promise<OwnTemplate> {
  await getOwnTemplate(id, actor.organization);
  return replaceRecord(OwnTemplates, id, withPitch(input), { actor });
}

/** Labels stand edge to edge where no pitch is given. */
function withPitch(input: OwnTemplateInput) {
  return { ...input, pitchX: input.pitchX ?? input.labelWidth, pitchY: input.pitchY ?? input.labelHeight };
}

const offset = decimal
  .pipe(z.number().min(-10, 'offset-range').max(10, 'offset-range'))
  .transform((value) => Math.round(value * 10) / 10)
  .default(0)
  .meta({ description: 'Millimetres to the right or down, in tenths' });
const ruler = decimal.optional().meta({ description: 'Measured length of the check page’s ruler, in millimetres' });

export const correctionInput = z.strictObject({ offsetX: offset, offsetY: offset, rulerX: ruler, rulerY: ruler });

const noCorrection: Correction = { offsetX: 0, offsetY: 0 };

export async function getCorrection(id: string, organization: string): Promise<Correction> {
  return (await Corrections.findById(keyOf(id, organization)).lean()) ?? noCorrection;
}

/**
 * Keeps how the printer of an organisation is corrected for a template.
 * @throws DomainError `not-found`; ZodError `ruler-range`, `thermal-scale`, `outside-page`
 */
export async function saveCorrection(id: string, input: z.output<typeof correctionInput>, by: By): Promise<Correction> {
  const { template } = await getTemplate(id, by.actor.organization);
  const issues = correctionFaults(template, input);
  if (issues.length > 0) throw new z.ZodError(issues);
  const _id = keyOf(id, by.actor.organization);
  const stored = { ...input, rulerX: input.rulerX ?? null, rulerY: input.rulerY ?? null, changedAt: by.now };
  await Corrections.updateOne({ _id }, { $set: stored }, { upsert: true });
  return input;
}

/** Printers scale by a few per cent; what is beyond was measured wrong. */
const mostScaling = 0.05;

function correctionFaults(template: LabelTemplate, input: Correction): z.core.$ZodIssue[] {
  const rulers = rulersOf(template);
  const fault = (path: string, message: string) => ({ code: 'custom' as const, path: [path], message, input });
  const measured = [['rulerX', rulers.x, input.rulerX] as const, ['rulerY', rulers.y, input.rulerY] as const];
  const scaling = measured.flatMap(([field, length, value]) => {
    if (value === undefined || value === null || value === length) return [];
    if (template.dotsPerInch) return [fault(field, 'thermal-scale')];
    return Math.abs(value / length - 1) <= mostScaling ? [] : [fault(field, 'ruler-range')];
  });
  if (scaling.length > 0) return scaling;
  const over = overhang(correctTemplate(template, input));
  const before = overhang(template);
  return [
    ...(over.x > Math.max(before.x, 0) + 1e-6 ? [fault('offsetX', 'offset-outside')] : []),
    ...(over.y > Math.max(before.y, 0) + 1e-6 ? [fault('offsetY', 'offset-outside')] : []),
  ];
}

/**
 * The template as it is drawn for the organisation's printer.
 * @throws DomainError `not-found`
 */
export async function getCorrectedTemplate(id: string, { organization }: Actor): Promise<LabelTemplate> {
  const { template } = await getTemplate(id, organization);
  return correctTemplate(template, await getCorrection(id, organization));
}

function keyOf(id: string, organization: string): string {
  return `${organization} ${id}`;
}
