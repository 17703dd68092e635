/** The signed head of the log: C2SP signed-note with Ed25519, tlog-checkpoint, and the key's public form (vkey). */
import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** Signature type of Ed25519 in C2SP signed-note. */
const ed25519 = Buffer.of(1);

/** The key that signs the log. Its name is the log's origin, so it stays as long as the log. */
export interface LogKey {
  /** `example.com/log`: no white space, no `+`. */
  origin: string;
  /** What a client is given to verify with. */
  vkey: string;
  privateKey: KeyObject;
}

/** What a checkpoint says. */
export interface TreeHead {
  size: number;
  root: Buffer;
}

/** The origin of the log of a server at `publicUrl`: the address of its log without the scheme. */
export function originOf(publicUrl: string): string {
  const { host, pathname } = new URL(publicUrl);
  return `${host}${pathname.replace(/\/+$/, '')}/log`.replaceAll('+', '%2B');
}

export function logKey(origin: string, privateKey: KeyObject): LogKey {
  const publicKey = rawPublicKey(privateKey);
  const material = Buffer.concat([ed25519, publicKey]).toString('base64');
  return { origin, privateKey, vkey: `${origin}+${keyId(origin, publicKey).toString('hex')}+${material}` };
}

/** The same head gives the same bytes: Ed25519 signatures are deterministic. */
export function signCheckpoint({ size, root }: TreeHead, key: LogKey): string {
  const text = `${key.origin}\n${size}\n${root.toString('base64')}\n`;
  const signature = sign(null, Buffer.from(text), key.privateKey);
  const id = keyId(key.origin, rawPublicKey(key.privateKey));
  return `${text}\n— ${key.origin} ${Buffer.concat([id, signature]).toString('base64')}\n`;
}

/** The text of a note, or null unless the key of `vkey` signed it. Signatures of others are passed over. */
export function openNote(note: string, vkey: string): string | null {
  const [, name = '', id = '', material = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey) ?? [];
  const [type, ...publicKey] = Buffer.from(material, 'base64');
  if (type !== ed25519[0] || publicKey.length !== 32) return null;
  if (keyId(name, Buffer.from(publicKey)).toString('hex') !== id) return null;
  const [, text = '', signatures = ''] = /^(.*\n)\n((?:— \S+ \S+\n)+)$/s.exec(note) ?? [];
  const own = signatures
    .split('\n')
    .filter((line) => line.startsWith(`— ${name} `))
    .map((line) => Buffer.from(line.split(' ')[2] ?? '', 'base64'))
    .find((signature) => signature.toString('hex', 0, 4) === id);
  const isSigned = own && verify(null, Buffer.from(text), publicKeyOf(Buffer.from(publicKey)), own.subarray(4));
  return isSigned ? text : null;
}

/** Null unless `note` is a checkpoint of the log of `vkey`, signed by it. */
export function openCheckpoint(note: string, vkey: string): TreeHead | null {
  const [origin, size = '', root = ''] = openNote(note, vkey)?.split('\n') ?? [];
  const hash = Buffer.from(root, 'base64');
  if (origin !== vkey.split('+')[0] || !/^(0|[1-9]\d{0,14})$/.test(size)) return null;
  return hash.length === 32 ? { size: Number(size), root: hash } : null;
}

function keyId(name: string, publicKey: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(ed25519).update(publicKey).digest().subarray(0, 4);
}

function rawPublicKey(privateKey: KeyObject): Buffer {
  return Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url');
}

function publicKeyOf(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
}
