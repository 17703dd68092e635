/**
 * Deterministic ES256 (RFC 6979) with the lower of the two possible s: the same label has the same signature whenever
 * it is printed. `node:crypto` signs with a random nonce only; it still does the curve arithmetic and the hashing.
 */
import { createECDH, createHash, createHmac, randomBytes, type KeyObject } from 'node:crypto';

/** Order n of P-256 (SEC 2, section 2.4.2). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** @returns 64 bytes r‖s (IEEE P1363) */
export function signEs256(message: string, privateKey: KeyObject): Buffer {
  const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  const [d, z] = [toNumber(secret), toNumber(createHash('sha256').update(message).digest())];
  for (const k of nonces(secret, toBytes(z % order))) {
    const r = abscissa(k) % order;
    const blind = toNumber(randomBytes(32)) % order || 1n; // no step below takes a time that depends on k or d alone
    const s = (inverse((blind * k) % order) * ((blind * z + ((blind * r) % order) * d) % order)) % order;
    if (r !== 0n && s !== 0n) return Buffer.concat([toBytes(r), toBytes(lower(s))]);
  }
  throw new Error('unreachable: the nonces have no end');
}

/** True for the lower of the two s that make a signature valid. */
export function isLowS(signature: Buffer): boolean {
  const s = toNumber(signature.subarray(32));
  return s === lower(s);
}

function lower(s: bigint): bigint {
  return s > order / 2n ? order - s : s;
}

/** RFC 6979 section 3.2, for SHA-256 and a 256-bit order. */
function* nonces(secret: Buffer, hash: Buffer): Generator<bigint> {
  const hmac = (key: Buffer, ...parts: Buffer[]) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
  let [key, value] = [Buffer.alloc(32, 0), Buffer.alloc(32, 1)];
  for (const mark of [0, 1]) {
    key = hmac(key, value, Buffer.of(mark), secret, hash);
    value = hmac(key, value);
  }
  for (;;) {
    value = hmac(key, value);
    const k = toNumber(value);
    if (k > 0n && k < order) yield k;
    key = hmac(key, value, Buffer.of(0));
    value = hmac(key, value);
  }
}

/** x of the point k·G. */
function abscissa(k: bigint): bigint {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(toBytes(k));
  return toNumber(curve.getPublicKey().subarray(1, 33));
}

/** By the extended Euclidean algorithm. */
function inverse(value: bigint): bigint {
  let [a, b, x, y] = [value, order, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % order) + order) % order;
}

function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}
