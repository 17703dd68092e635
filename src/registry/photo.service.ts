/**
 * Photos that anybody may see: turned upright, cut to one size, and rid of all that a camera writes beside the picture
 * (place, time, serial number). The file itself is not kept.
 */
import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { isDuplicateKey } from '../db.js';
import { DomainError } from '../errors.js';
import { type By } from '../policy.js';
import { fieldFault } from './fields.js';
import { Photos, type Photo } from './photo.model.js';

/** Pixels of every photo on a page, and of every preview (the size that Open Graph readers ask for). */
export const photoSize = { width: 640, height: 480 };
export const previewSize = { width: 1200, height: 630 };
/** A photo takes a phone on a slow network a second at most. */
export const mostPhotoBytes = 40_000;

/** How the files that we take begin. The name and the type that a browser sends are not believed. */
const signatures = [/^\xff\xd8\xff/, /^\x89PNG\r\n/, /^RIFF.{4}WEBP/s];
/** A small file may unfold to gigabytes. */
const mostPixels = 60_000_000;
/** Qualities of WebP from the best; the last one takes what is nothing but noise. */
const qualities = [80, 65, 50, 35, 20, 5, 1];

/**
 * Keeps a photo; the same one is kept once. Whether the actor may add one is the caller's question.
 * @param organization its records may show the photo
 * @returns its identifier
 * @throws ZodError `bad-photo` at `file` for what is no whole JPEG, PNG or WebP picture
 */
export async function keepPhoto(data: Buffer, organization: string, by: By): Promise<string> {
  const { webp, jpeg } = await render(data);
  const _id = createHash('sha256').update(webp).digest('hex');
  const photo = { webp, jpeg, createdAt: by.now };
  const keep = () =>
    Photos.updateOne({ _id }, { $setOnInsert: photo, $addToSet: { organizations: organization } }, { upsert: true });
  try {
    await keep();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    await keep(); // another request kept the same photo first
  }
  return _id;
}

async function render(data: Buffer): Promise<Pick<Photo, 'webp' | 'jpeg'>> {
  const start = data.subarray(0, 12).toString('latin1');
  if (!signatures.some((signature) => signature.test(start))) throw fieldFault('file', 'bad-photo');
  try {
    const webp = await smallPicture(data, photoSize);
    return { webp, jpeg: await cut(data, previewSize).jpeg({ quality: 72, mozjpeg: true }).toBuffer() };
  } catch {
    throw fieldFault('file', 'bad-photo'); // cut short, damaged, or far too large
  }
}

/**
 * A picture cut to a size, as WebP of at most 40 kB.
 * @throws Error for what is cut short, damaged, or far too large
 */
export function smallPicture(data: Buffer, size: typeof photoSize): Promise<Buffer> {
  return smallEnough(cut(data, size));
}

function cut(data: Buffer, { width, height }: typeof photoSize): Sharp {
  return sharp(data, { limitInputPixels: mostPixels, failOn: 'error' })
    .autoOrient()
    .resize({ width, height, fit: 'cover' })
    .flatten({ background: '#fff' });
}

/** Without metadata, which sharp leaves out unless it is asked for. */
async function smallEnough(picture: Sharp): Promise<Buffer> {
  const pixels = await picture.raw().toBuffer({ resolveWithObject: true });
  for (const quality of qualities) {
    const webp = await sharp(pixels.data, { raw: pixels.info }).webp({ quality }).toBuffer();
    if (webp.length <= mostPhotoBytes) return webp;
  }
  return sharp(pixels.data, { raw: pixels.info }).blur(3).webp({ quality: 1 }).toBuffer();
}

/**
 * The photo that a record shall show: one that is sent takes the place of a named one.
 * @throws as {@link keepPhoto}; DomainError `not-found` at `photo`
 */
export async function photoFor(
  { photo }: { photo?: string | undefined },
  { organization, by, file }: { organization: string; by: By; file: Buffer | undefined },
): Promise<string | undefined> {
  if (file) return keepPhoto(file, organization, by);
  if (photo) await checkPhoto(photo, organization);
  return photo;
}

/** @throws DomainError `not-found` at `photo` for one that is not the organisation's */
async function checkPhoto(id: string, organization: string): Promise<void> {
  if (!(await Photos.exists({ _id: id, organizations: organization }))) throw new DomainError('not-found', {}, 'photo');
}

/** @throws DomainError `not-found` */
export async function getPhoto(id: string): Promise<Photo> {
  const photo = await Photos.findById(id);
  if (!photo) throw new DomainError('not-found');
  return photo;
}
