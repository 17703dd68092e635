/** The seal of a label: an ES256 signature over the path in its one spelling, under a mark that names the key. */
import { bytesOf, hex, isSigned } from './bytes.js';
import { answer, inFours, keyRows, keys, keyUnknown, kit, revoked, type Answer, type Row } from './words.js';

const halfOrder = BigInt('0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8');
const decode = decodeURIComponent;
const notGenuine = answer('bad', 'label-false');

/** @throws URIError where the link is not spelled as one */
export async function judgeLabel(link: string): Promise<Answer> {
  const parts = /^(https?:\/\/[^/?#]+)?[^?#]*?\/(01|p)\/([^/?#]+)([^?#]*)(?:\?([^#]*))?/i.exec(link);
  if (!parts) return answer('mute', 'unreadable');
  const [, origin = kit.publicUrl, space, product, rest, query = ''] = parts;
  const [, lot, written] = /^(?:\/22\/[^/]+)?(?:\/10\/([^/]+))?\/21\/([^/]+)\/?$/.exec(rest) ?? [];
  if (!written) return answer('mute', 'label-none');
  const code = lot && decode(lot).toUpperCase(); // a label that was printed before its lot has none
  const serial = decode(written).replace(/[\s-]/g, '').toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1');
  const name = decode(product).toUpperCase();
  const path = `/${space.toLowerCase()}/${name}${code ? `/10/${encodeURIComponent(code)}` : ''}/21/${serial}`;
  const facts: Row[] = [['row-product', name]];
  if (code) facts.push(['row-lot', code]);
  facts.push(['row-serial', inFours(serial)]);
  const pairs = query.split(/[&;]/).map((pair) => /^([^=]*)=?(.*)$/s.exec(pair)!);
  const seals = pairs.filter(([, key]) => decode(key) === 's').map(([, , value]) => value);
  if (!/^[0-9A-HJKMNP-TV-Z]{20}$/.test(serial) || seals.length > 1) return notGenuine;
  if (seals.length === 0) return answer('mute', 'label-compact', {}, facts);
  const [seal] = seals;
  const signature = seal.length === 87 ? bytesOf(seal.slice(1)) : null;
  if (!signature || BigInt(`0x${hex(signature.slice(32))}`) > halfOrder) return notGenuine;
  const named = keys.filter(({ mark }) => mark === seal[0]);
  if (named.length === 0) return keyUnknown();
  for (const key of named) {
    if (!(await isSigned(key, path, signature))) continue;
    const rows = [...facts, ...keyRows(key)];
    if (key.revokedAt) return revoked(key.revokedAt, key.revokedBecause, rows);
    const [host, own] = [origin, kit.publicUrl].map((url) => new URL(url).origin);
    return host === own ? answer('ok', 'label-ok', {}, rows) : answer('warn', 'label-host', { host, own }, rows);
  }
  return notGenuine;
}
