/** A print being drawn into a file: what it is drawn from, also as one text for another process, and the drawing. */
import { createPrivateKey, createSecretKey, KeyObject, type JsonWebKey } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { contentsOf, type Making } from './contents.js';
import { type LabelContent } from './layout.js';
import { drawSheet, type Sheet } from './sheet.js';

export interface Drawing extends Omit<Sheet, 'labels' | 'madeAt'> {
  making: Making;
  /** Date of the document, an instant. */
  madeAt: string;
}

export interface Watch {
  /** Aborted, the drawing ends with an AbortError. */
  signal?: AbortSignal;
  /** Told how many labels are drawn, every {@link labelsPerWord} labels. */
  onDrawn: (count: number) => void;
}

const labelsPerWord = 50;

/** The file is new and its owner's alone. @throws Error, and leaves a part of the file */
export async function drawInto(path: string, { making, madeAt, ...sheet }: Drawing, watch: Watch): Promise<void> {
  const labels = counted(contentsOf(making), watch.onDrawn);
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  await pipeline(drawSheet({ ...sheet, madeAt: new Date(madeAt), labels }), file, { signal: watch.signal });
}

function* counted(labels: Iterable<LabelContent>, onDrawn: Watch['onDrawn']): Generator<LabelContent> {
  let count = 0;
  for (const label of labels) {
    yield label;
    if (++count % labelsPerWord === 0) onDrawn(count);
  }
}

/** Holds the keys: for a pipe between processes of one user, never for a file, an argument or a log. */
export function pack(drawing: Drawing): string {
  return JSON.stringify(drawing, (_name, value: unknown) =>
    value instanceof KeyObject ? { jwk: value.export({ format: 'jwk' }) } : value,
  );
}

export function unpack(text: string): Drawing {
  return JSON.parse(text, (_name, value: unknown) => (isKey(value) ? keyOf(value.jwk) : value)) as Drawing;
}

const isKey = (value: unknown): value is { jwk: JsonWebKey } =>
  typeof value === 'object' && value !== null && 'jwk' in value;

const keyOf = (jwk: JsonWebKey) =>
  jwk.kty === 'oct' ? createSecretKey(jwk.k ?? '', 'base64url') : createPrivateKey({ key: jwk, format: 'jwk' });
