/**
 * Deterministic ES256 (RFC 6979) with the lower of the two possible s: the same label has the same signature whenever
 * it is printed. `node:crypto` signs with a random nonce only, so it lends its hash and its point multiplication.
 */
import { createECDH, createHash, createHmac, randomBytes, type KeyObject } from 'node:crypto';

/** Order of P-256 (FIPS 186-5), q in RFC 6979. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const bytes = 32;
const secrets = new WeakMap<KeyObject, { raw: Buffer; value: bigint }>();
const multiplier = createECDH('prime256v1');

/** @returns 64 bytes r‖s (IEEE P1363) */
export function signEs256(message: string | Uint8Array, privateKey: KeyObject): Buffer {
  const secret = secretOf(privateKey);
  const hash = toNumber(createHash('sha256').update(message).digest()) % order;
  for (const nonce of noncesOf(secret.raw, toBytes(hash))) {
    const r = abscissa(nonce) % order;
    const s = signatureOf({ hash, r, secret: secret.value, nonce: toNumber(nonce) });
    if (r !== 0n && s !== 0n) return Buffer.concat([toBytes(r), toBytes(isLower(s) ? s : order - s)]);
  }
  throw new Error('no nonce'); // the nonces do not end
}

/** True for the lower of the two s that make a signature valid. */
export function isLowS(signature: Buffer): boolean {
  return isLower(toNumber(signature.subarray(bytes)));
}

const isLower = (s: bigint) => s <= order >> 1n;

function secretOf(key: KeyObject): { raw: Buffer; value: bigint } {
  const known = secrets.get(key);
  if (known) return known;
  const raw = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
  const secret = { raw, value: toNumber(raw) };
  secrets.set(key, secret);
  return secret;
}

/** RFC 6979 section 3.2, steps b to h: candidates for k, of which the first is nearly always right. */
function* noncesOf(secret: Buffer, hash: Buffer): Generator<Buffer> {
  const hmac = (key: Buffer, ...parts: Buffer[]) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
  const [zero, one] = [Buffer.of(0), Buffer.of(1)];
  let [key, value] = [Buffer.alloc(bytes, 0), Buffer.alloc(bytes, 1)];
  key = hmac(key, value, zero, secret, hash);
  value = hmac(key, value);
  key = hmac(key, value, one, secret, hash);
  value = hmac(key, value);
  for (;;) {
    value = hmac(key, value);
    const nonce = toNumber(value);
    if (nonce > 0n && nonce < order) yield value;
    key = hmac(key, value, zero);
    value = hmac(key, value);
  }
}

/** x of nonce·G, in the constant time of OpenSSL. */
function abscissa(nonce: Buffer): bigint {
  multiplier.setPrivateKey(nonce);
  return toNumber(multiplier.getPublicKey().subarray(1, 1 + bytes));
}

/** s = k⁻¹(h + rd). The inverse takes a time that depends on its number: a random factor hides k. */
function signatureOf(of: { hash: bigint; r: bigint; secret: bigint; nonce: bigint }): bigint {
  const blind = (toNumber(randomBytes(bytes)) % (order - 1n)) + 1n;
  const sum = (blind * of.hash + ((blind * of.secret) % order) * of.r) % order;
  return (inverse((blind * of.nonce) % order) * sum) % order;
}

/** By the extended Euclidean algorithm. */
function inverse(value: bigint): bigint {
  let [a, b, x, y] = [value, order, 1n, 0n];
  while (a !== 0n) {
    const quotient = b / a;
    [a, b] = [b - quotient * a, a];
    [x, y] = [y - quotient * x, x];
  }
  return y < 0n ? y + order : y;
}

const toNumber = (raw: Buffer) => BigInt(`0x${raw.toString('hex')}`);
const toBytes = (value: bigint) => Buffer.from(value.toString(16).padStart(2 * bytes, '0'), 'hex');
