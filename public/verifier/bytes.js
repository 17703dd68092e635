// Bytes, hashes and signatures of the page that checks without us, by the browser's own WebCrypto.
const nguon = {};
(() => {
  'use strict';
  const text = (bytes) => new TextDecoder().decode(bytes);
  const utf8 = (value) => new TextEncoder().encode(value);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const unhex = (value) => Uint8Array.from(value.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const fromBase64 = (value) => Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));

  /** Bytes of base64url in its one spelling, else null. */
  function bytesOf(value) {
    if (!/^[\w-]+$/.test(value ?? '') || value.length % 4 === 1) return null;
    const bytes = fromBase64(value.replace(/-/g, '+').replace(/_/g, '/'));
    const back = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
    return back.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '') === value ? bytes : null;
  }

  async function isSigned({ kty, crv, x, y }, message, signature) {
    const curve = { name: 'ECDSA', namedCurve: 'P-256' };
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, curve, false, ['verify']);
    return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, utf8(message));
  }

  const sha256 = async (...parts) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(parts.flatMap((part) => [...part]))));

  Object.assign(nguon, { text, utf8, hex, unhex, fromBase64, bytesOf, isSigned, sha256 });
})();
