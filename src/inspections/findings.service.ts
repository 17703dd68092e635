/** An inspection under way: begun with a version of its checklist, saved as often as one likes, nothing of it final. */
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { type SentFile } from '../http/request.js';
import { requireRole, type By } from '../policy.js';
import { keepAttachment, makeThumbnail } from '../registry/attachment.service.js';
import { fieldFault, fileHash, line, paragraph, whole } from '../registry/fields.js';
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
 * @param files photos or scanned sheets; where one cannot be taken, none is
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state`; `changed-since` when somebody saved after the revision
 * that was read; ZodError `bad-choice` at an item that the checklist has not, `bad-pictures`, `too-many-photos`
 */
export async function saveFindings(id: string, input: Findings, by: By, files: SentFile[] = []): Promise<Inspection> {
  requireRole(by.actor, 'inspector');
  const before = await getInspection(id, by.actor);
  if (before.state !== 'draft') throw new DomainError('wrong-state');
  if (before.revision !== input.revision) throw new DomainError('changed-since');
  refuseUnknownItems(input, before);
  const kept = before.photos.filter(({ sha256 }) => !input.removedPhotos?.includes(sha256));
  if (kept.length + files.length > maxPhotos) throw fieldFault('file', 'too-many-photos', { max: maxPhotos });
  const photos: Photo[] = [...kept, ...(await keepPhotos(files, before, input.photoOf, by))];
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

/** All of them, or none. @throws ZodError `bad-pictures` with the names of those that are none */
async function keepPhotos(files: SentFile[], inspection: Inspection, code: string | undefined, by: By) {
  const made = await Promise.allSettled(files.map(({ data }) => makeThumbnail(data)));
  const refused = files.filter((_file, index) => made[index]?.status === 'rejected');
  if (refused.length > 0) throw fieldFault('file', 'bad-pictures', { names: namesOf(refused), count: refused.length });
  const photos: Photo[] = [];
  for (const [index, { data }] of files.entries()) {
    const result = made[index];
    const thumbnail = result?.status === 'fulfilled' ? result.value : null;
    const sha256 = await keepPhoto(data, thumbnail, inspection, by);
    photos.push({ sha256, isPicture: thumbnail !== null, ...(code && { code }) });
  }
  return photos;
}

async function keepPhoto(file: Buffer, thumbnail: Buffer | null, { readers }: Inspection, by: By): Promise<string> {
  const [first = '', ...others] = readers;
  const sha256 = await keepAttachment(file, first, by, thumbnail);
  for (const reader of others) await keepAttachment(file, reader, by);
  return sha256;
}

const namesOf = (files: SentFile[]) => files.map(({ name }) => `“${name.slice(0, 80)}”`).join(', ');

function refuseUnknownItems({ answers, photoOf }: Findings, { begun }: Inspection): void {
  const codes = new Set(begun?.items.map(({ code }) => code));
  const faults = answers.flatMap(({ code }, index) => (codes.has(code) ? [] : [['answers', index, 'code']]));
  if (photoOf && !codes.has(photoOf)) faults.push(['photoOf']);
  const issues = faults.map((path) => ({ code: 'custom' as const, message: 'bad-choice', path, input: '' }));
  if (issues.length > 0) throw new z.ZodError(issues);
}

const fresh = { returnDocument: 'after' } as const;
