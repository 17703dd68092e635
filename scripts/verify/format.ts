/** The lines of an export, in the one spelling that each has. What is not exactly of this form is a fault. */
import { z } from 'zod';
import { type EpcisEvent } from '../../src/epcis/vocabulary.js';
import { type LotState } from '../../src/lots/lot-state.js';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);
const base64 = z.string().refine((text) => Buffer.from(text, 'base64').toString('base64') === text);
const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const publicKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
  kid: z.string(),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
  mark: z.string().length(1),
  validFrom: z.iso.datetime().optional(),
  validUntil: z.iso.datetime().optional(),
});
const revoked = { revokedAt: z.iso.datetime(), revokedBecause: z.string() };
const revokedSerialKey = publicKey.pick({ kid: true, validFrom: true, validUntil: true }).extend(revoked);
export type RevokedSerialKey = z.infer<typeof revokedSerialKey>;
/** A label key; with the day and the reason if it was revoked. */
export type PublicKey = z.infer<typeof publicKey> & { revokedAt?: string; revokedBecause?: string };

/** The label keys as they are published. A set of before keys were revoked has only the first list. */
export const keySet = z.strictObject({
  keys: z.array(publicKey),
  revoked: z.array(publicKey.extend(revoked)).optional(),
  revokedSerialKeys: z.array(revokedSerialKey).optional(),
});
export type KeySet = z.infer<typeof keySet>;

const header = z.strictObject({
  format: z.literal('nguon-ledger/1'),
  vkey: z.string(),
  namespace: z.string(),
  jwks: keySet,
  checkpoint: z.string(),
});
export type Header = z.infer<typeof header>;

const object = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));

const lot = z.strictObject({
  lot: z.string(),
  version: z.int().min(1),
  organization: z.string(),
  state: object<LotState>(),
});
export type LotLine = z.infer<typeof lot>;

const label = z.strictObject({ uri: z.string() });
const tile = z.strictObject({ tile: count, hashes: base64 });
const stray = z.strictObject({ stray: z.string() });

const place = { position: count, eventID: z.string(), commitment: hex32 };
const opened = z.strictObject({
  ...place,
  nonce: hex32,
  lots: z.array(z.string()),
  versions: z.array(z.int().min(1)),
  event: object<EpcisEvent>(),
  organization: z.string().optional(),
});
/** An entry whose event is no longer there. */
const unopened = z.strictObject(place);
export type OpenedEntry = z.infer<typeof opened>;
export type EntryLine = OpenedEntry | z.infer<typeof unopened>;

const end = z.strictObject({
  end: z.strictObject({ lots: count, labels: count, entries: count, strays: count }),
  checkpoint: z.string(),
  sha256: hex32,
});
export type EndLine = z.infer<typeof end>;

export type Line =
  | { kind: 'header'; value: Header }
  | { kind: 'lot'; value: LotLine }
  | { kind: 'label'; value: z.infer<typeof label> }
  | { kind: 'tile'; value: z.infer<typeof tile> }
  | { kind: 'entry'; value: EntryLine }
  | { kind: 'stray'; value: z.infer<typeof stray> }
  | { kind: 'end'; value: EndLine };

/** By the first key of the line. */
const schemas: Record<string, [Line['kind'], z.ZodType]> = {
  format: ['header', header],
  lot: ['lot', lot],
  uri: ['label', label],
  tile: ['tile', tile],
  position: ['entry', z.union([opened, unopened])],
  stray: ['stray', stray],
  end: ['end', end],
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Null for what is no whole line. The value is what was written, with every field in its place. */
export function readLine(bytes: Uint8Array): Line | null {
  const value = readJson(bytes);
  const [kind, schema] = schemas[Object.keys(value ?? {})[0] ?? ''] ?? [];
  if (!kind || !schema?.safeParse(value).success) return null;
  return { kind, value } as Line;
}

/** JSON in the spelling of `JSON.stringify`, with a line break; else null. */
export function readJson(bytes: Uint8Array): object | null {
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    const isCanonical = `${JSON.stringify(value)}\n` === text;
    return isCanonical && typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

const proof = z.strictObject({
  format: z.literal('nguon-proof/1'),
  position: count,
  commitment: hex32,
  hashes: z.array(hex32),
  checkpoint: z.string(),
  eventID: z.string().optional(),
  nonce: hex32.optional(),
  event: object<EpcisEvent>().optional(),
});
export type Proof = z.infer<typeof proof>;

export function readProof(bytes: Uint8Array): Proof | null {
  const value = readJson(bytes);
  return value && proof.safeParse(value).success ? (value as Proof) : null;
}

const bundleHeader = z.strictObject({
  format: z.literal('nguon-bundle/1'),
  lot: z.string(),
  vkey: z.string(),
  namespace: z.string(),
  checkpoint: z.string(),
});
export type BundleHeader = z.infer<typeof bundleHeader>;

const hashes = z.array(hex32);
const proved = z.union([opened.extend({ hashes }), unopened.extend({ hashes })]);
export type ProvedEntry = z.infer<typeof proved>;

const file = z.strictObject({ file: hex32, contentType: z.string(), sizeBytes: count, event: z.string() });
const bundleEnd = z.strictObject({
  end: z.strictObject({ lots: count, entries: count, files: count }),
  sha256: hex32,
});

export type BundleLine =
  | { kind: 'header'; value: BundleHeader }
  | { kind: 'lot'; value: LotLine }
  | { kind: 'entry'; value: ProvedEntry }
  | { kind: 'file'; value: z.infer<typeof file> }
  | { kind: 'end'; value: z.infer<typeof bundleEnd> };

const bundleSchemas: Record<string, [BundleLine['kind'], z.ZodType]> = {
  format: ['header', bundleHeader],
  lot: ['lot', lot],
  position: ['entry', proved],
  file: ['file', file],
  end: ['end', bundleEnd],
};

/** A line of the evidence of a dossier; null for what is no whole line. */
export function readBundleLine(bytes: Uint8Array): BundleLine | null {
  const value = readJson(bytes);
  const [kind, schema] = bundleSchemas[Object.keys(value ?? {})[0] ?? ''] ?? [];
  return kind && schema?.safeParse(value).success ? ({ kind, value } as BundleLine) : null;
}

/** Whether a file begins as the evidence of a dossier does. */
export function isBundle(firstLine: Uint8Array): boolean {
  return readBundleLine(firstLine)?.kind === 'header';
}
