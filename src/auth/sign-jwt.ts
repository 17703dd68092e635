/** Puts a statement of this server under the seal of the active label key: a JWT (RFC 7519) with ES256. */
import jwt from 'jsonwebtoken';
import { keys } from './keys.js';

/**
 * @param payload with `iat`, or with a time of its own (a credential)
 * @param header its `typ`, and what else stands beside `alg`; `kid` is that of the key unless given
 */
export function signStatement(payload: object, header: { typ: string; kid?: string; [name: string]: unknown }): string {
  const { kid, privateKey } = keys().label.active();
  return jwt.sign(payload, privateKey, {
    algorithm: 'ES256',
    noTimestamp: !('iat' in payload),
    header: { alg: 'ES256', kid, ...header },
  });
}
