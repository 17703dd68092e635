/** An inspection under way: begun with a version of its checklist, saved as often as one likes, nothing of it final. */
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { requireRole, type By } from '../policy.js';
import { keepAttachment } from '../registry/attachment.service.js';
import { fileHash, line, paragraph, whole } from '../registry/fields.js';
import { getChecklist, maxItems } from './checklist.service.js';
import { getInspection } from './plan.service.js';
import { findings, Inspections, type Inspection, type Photo } from './record.model.js';

export const maxPhotos = 40;

const answer = z.strictObject({
  code: line(12),
  finding: z.enum(findings, 'bad-choice').optional(),
  note: z.string().trim().normalize('NFC').max(1000).optional(),
});

export const beginning = z.strictObject({});

export const savedFindings = z.strictObject({
  revision: whole.meta({ description: 'Of the draft that was read' }),
  answers: z.array(answer).max(maxItems),
  summary: paragraph,
  photoOf: line(12).optional().meta({ description: 'Code of the item that the file shows' }),
  removedPhotos: z.array(fileHash).max(maxPhotos).optional(),
});
export type Findings = z.output<typeof savedFindings>;

/**
 * Begins an inspection: from now on it has the checklist as it is at this moment.
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when somebody began it, or it was cancelled
 */
export async function beginInspection(id: string, by: By): Promise<Inspection> {
  requireRole(by.actor, 'inspector');
  const { checklist } = await getInspection(id, by.actor);
  const { version, names, items } = await getChecklist(checklist);
  const begun = { at: by.now, by: by.actor.id, version, names, items };
  const after = await Inspections.findOneAndUpdate(
    { _id: id, state: 'planned' },
    { $set: { state: 'draft', begun } },
    fresh,
  ).lean();
  if (!after) throw new DomainError('wrong-state');
  return after;
}

/**
 * Saves a draft, whole: what it leaves out is gone, photos stay until they are removed by name.
 * @param file a photo or a scanned sheet
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state`; `changed-since` when somebody saved after the revision
 * that was read; ZodError `bad-choice` at an item that the checklist has not, `bad-file`, `too-many` photos
 */
export async function saveFindings(id: string, input: Findings, by: By, file?: Buffer): Promise<Inspection> {
  requireRole(by.actor, 'inspector');
  const before = await getInspection(id, by.actor);
  if (before.state !== 'draft') throw new DomainError('wrong-state');
  if (before.revision !== input.revision) throw new DomainError('changed-since');
  refuseUnknownItems(input, before);
  const kept = before.photos.filter(({ sha256 }) => !input.removedPhotos?.includes(sha256));
  if (file && kept.length >= maxPhotos) throw fault(['file'], 'too-many', maxPhotos);
  const added = file ? [await keepPhoto(file, before, by)] : [];
  const photos: Photo[] = [
    ...kept,
    ...added.map((sha256) => ({ sha256, ...(input.photoOf && { code: input.photoOf }) })),
  ];
  const after = await Inspections.findOneAndUpdate(
    { _id: id, state: 'draft', revision: input.revision },
    {
      $set: { answers: input.answers, summary: input.summary ?? '', photos, saved: { at: by.now, by: by.actor.name } },
      $inc: { revision: 1 },
    },
    fresh,
  ).lean();
  if (after) return after;
  const { state } = await getInspection(id, by.actor);
  throw new DomainError(state === 'draft' ? 'changed-since' : 'wrong-state');
}

async function keepPhoto(file: Buffer, { readers }: Inspection, by: By): Promise<string> {
  const [first = '', ...others] = readers;
  const sha256 = await keepAttachment(file, first, by);
  for (const reader of others) await keepAttachment(file, reader, by);
  return sha256;
}

function refuseUnknownItems({ answers, photoOf }: Findings, { begun }: Inspection): void {
  const codes = new Set(begun?.items.map(({ code }) => code));
  const faults = answers.flatMap(({ code }, index) => (codes.has(code) ? [] : [['answers', index, 'code']]));
  if (photoOf && !codes.has(photoOf)) faults.push(['photoOf']);
  const issues = faults.map((path) => ({ code: 'custom' as const, message: 'bad-choice', path, input: '' }));
  if (issues.length > 0) throw new z.ZodError(issues);
}

function fault(path: string[], message: string, maximum: number): z.ZodError {
  return new z.ZodError([{ code: 'too_big', origin: 'array', maximum, message, path, input: [] }]);
}

const fresh = { returnDocument: 'after' } as const;
