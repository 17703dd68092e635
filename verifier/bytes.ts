/** Bytes, hashes and signatures, by the browser's own WebCrypto. */

export type Bytes = Uint8Array<ArrayBuffer>;

export const text = (bytes: Bytes | null) => new TextDecoder().decode(bytes ?? undefined);
export const utf8 = (value: string) => new TextEncoder().encode(value);
export const hex = (bytes: Bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
export const unhex = (value: string): Bytes => Uint8Array.from(value.match(/../g) ?? [], (pair) => parseInt(pair, 16));
export const fromBase64 = (value: string): Bytes => Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));

/** Bytes of base64url in its one spelling, else null. */
export function bytesOf(value = ''): Bytes | null {
  if (!/^[\w-]+$/.test(value) || value.length % 4 === 1) return null;
  const plain = value.replace(/-/g, '+').replace(/_/g, '/');
  return btoa(atob(plain)).replace(/=/g, '') === plain ? fromBase64(plain) : null;
}

/** Whether an ES256 signature (64 bytes) is that of the key. */
export async function isSigned(jwk: JsonWebKey, message: string, signature: Bytes): Promise<boolean> {
  const name = 'ECDSA';
  const key = await crypto.subtle.importKey('jwk', jwk, { name, namedCurve: 'P-256' }, false, ['verify']);
  return crypto.subtle.verify({ name, hash: 'SHA-256' }, key, signature, utf8(message));
}

export const sha256 = async (...parts: Iterable<number>[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(parts.flatMap((part) => [...part]))));
