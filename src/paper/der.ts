/** The little of DER (ITU-T X.690) that a certificate and a signature need. */

const tags = { integer: 0x02, bits: 0x03, octets: 0x04, null: 0x05, oid: 0x06, utf8: 0x0c, sequence: 0x30, set: 0x31 };

export function element(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const bytes = length < 0x80 ? [] : [...Buffer.from(length.toString(16).padStart(length < 0x100 ? 2 : 4, '0'), 'hex')];
  const head = bytes.length === 0 ? [length] : [0x80 | bytes.length, ...bytes];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

export const sequence = (...parts: Uint8Array[]) => element(tags.sequence, Buffer.concat(parts));
/** Elements of a SET OF stand in the order of their bytes. */
export const setOf = (...parts: Buffer[]) =>
  element(tags.set, Buffer.concat(parts.toSorted((one, other) => Buffer.compare(one, other))));
export const octets = (content: Uint8Array) => element(tags.octets, content);
export const bits = (content: Uint8Array) => element(tags.bits, Buffer.concat([Buffer.of(0), content]));
export const utf8 = (text: string) => element(tags.utf8, Buffer.from(text));
export const nothing = () => element(tags.null, Buffer.alloc(0));
/** `[n]` around what is inside. */
export const tagged = (number: number, ...parts: Uint8Array[]) => element(0xa0 | number, Buffer.concat(parts));

/** Of a number that is not negative, the first byte first. */
export function integer(value: Uint8Array): Buffer {
  const start = value.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? Buffer.of(0) : Buffer.from(value.subarray(start));
  return element(tags.integer, (digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits);
}

/** @param name `1.2.840.10045.4.3.2` */
export function oid(name: string): Buffer {
  const [first = 0, second = 0, ...rest] = name.split('.').map(Number);
  const digits = [first * 40 + second, ...rest].flatMap((part) => {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return element(tags.oid, Buffer.from(digits));
}

/** Years 1950 to 2049, as RFC 5280 wants it. */
export function utcTime(time: Date): Buffer {
  return element(0x17, Buffer.from(`${time.toISOString().slice(2, 19).replace(/\D/g, '')}Z`));
}
