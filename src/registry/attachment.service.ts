/** Files of certificates and inspections, kept under their own hash. */
import { createHash } from 'node:crypto';
import { isDuplicateKey } from '../db.js';
import { DomainError } from '../errors.js';
import { type Actor, type By } from '../policy.js';
import { Attachments, type Attachment } from './attachment.model.js';
import { fieldFault } from './fields.js';
import { smallPicture } from './photo.service.js';

/** Pixels. */
const thumbnailSize = { width: 320, height: 240 };

/** How the files that we take begin, and what they are. The name and the type that a browser sends are not believed. */
const signatures = [
  { contentType: 'application/pdf', extension: 'pdf', magic: Buffer.from('%PDF-') },
  { contentType: 'image/jpeg', extension: 'jpg', magic: Buffer.from([0xff, 0xd8, 0xff]) },
  { contentType: 'image/png', extension: 'png', magic: Buffer.from('89504e470d0a1a0a', 'hex') },
];

/**
 * Keeps a file; the same file is kept once. Whether the actor may add one is the caller's question.
 * @param organization producers of it may read the file
 * @param thumbnail as {@link makeThumbnail} makes it
 * @returns its SHA-256, lower-case hex
 * @throws ZodError `bad-file` at `file` for what is no PDF, JPEG or PNG
 */
export async function keepAttachment(
  data: Buffer,
  organization: string,
  by: By,
  thumbnail?: Buffer | null,
): Promise<string> {
  const kind = kindOf(data);
  if (!kind) throw fieldFault('file', 'bad-file');
  const _id = createHash('sha256').update(data).digest('hex');
  const file = { contentType: kind.contentType, sizeBytes: data.length, data, createdAt: by.now };
  const keep = () =>
    Attachments.updateOne(
      { _id },
      { $setOnInsert: file, $addToSet: { organizations: organization }, ...(thumbnail && { $set: { thumbnail } }) },
      { upsert: true },
    );
  try {
    await keep();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    await keep(); // another request kept the same file first
  }
  return _id;
}

/**
 * What a file is shown as in a list of photos, without what a camera wrote into it.
 * @returns null for a PDF
 * @throws Error for what is no PDF, nor a whole JPEG or PNG picture
 */
export async function makeThumbnail(data: Buffer): Promise<Buffer | null> {
  const kind = kindOf(data);
  if (!kind) throw new Error('no file of a known kind');
  return kind.extension === 'pdf' ? null : smallPicture(data, thumbnailSize);
}

/** @throws DomainError `not-found`, also for a file without one */
export async function getThumbnail(sha256: string, actor: Actor): Promise<Buffer> {
  const found = await Attachments.findOne({ _id: sha256, ...readableFile(actor) }, { thumbnail: 1 });
  if (!found?.thumbnail) throw new DomainError('not-found');
  return found.thumbnail;
}

function kindOf(data: Buffer) {
  return signatures.find(({ magic }) => data.subarray(0, magic.length).equals(magic));
}

/** Null for a file that is not there or that the actor may not read. */
export async function findAttachmentFacts(
  sha256: string,
  actor: Actor,
): Promise<Omit<Attachment, 'data' | 'thumbnail'> | null> {
  return Attachments.findOne({ _id: sha256, ...readableFile(actor) }, { data: 0, thumbnail: 0 }).lean();
}

/** @throws DomainError `not-found` */
export async function getAttachment(sha256: string, actor: Actor): Promise<Attachment> {
  const attachment = await Attachments.findOne({ _id: sha256, ...readableFile(actor) });
  if (!attachment) throw new DomainError('not-found');
  return attachment;
}

/** Name for a download: from its hash, never from whoever sent it. */
export function fileNameOf({ _id, contentType }: Pick<Attachment, '_id' | 'contentType'>): string {
  const kind = signatures.find((signature) => signature.contentType === contentType);
  return `${_id.slice(0, 16)}.${kind?.extension ?? 'bin'}`;
}

function readableFile(actor: Actor): { organizations?: string } {
  return actor.role === 'producer' ? { organizations: actor.organization } : {};
}
