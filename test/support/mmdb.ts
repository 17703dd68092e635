/** A table of addresses as small as one can be (MaxMind DB 2.0): one row for each half of IPv4. */

const mark = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from('MaxMind.com')]);

/** @param low of 0.0.0.0/1 @param high of 128.0.0.0/1 */
export function buildMmdb(low: object, high: object): Buffer {
  const [first, second] = [encode(low), encode(high)];
  const nodes = 1;
  const separator = 16; // octets of zero between tree and data, which a record counts
  const tree = Buffer.alloc(6);
  tree.writeUIntBE(nodes + separator, 0, 3);
  tree.writeUIntBE(nodes + separator + first.length, 3, 3);
  const metadata = {
    ...{ binary_format_major_version: 2, binary_format_minor_version: 0, build_epoch: 1, database_type: 'City' },
    ...{ ip_version: 4, node_count: nodes, record_size: 24 },
  };
  return Buffer.concat([tree, Buffer.alloc(separator), first, second, mark, encode(metadata)]);
}

const types = { double: 3, text: 2, uint32: 6, map: 7 };

function encode(value: unknown): Buffer {
  if (typeof value === 'string') return head(types.text, Buffer.byteLength(value), Buffer.from(value));
  if (typeof value === 'number') return Number.isInteger(value) ? whole(value) : double(value);
  const entries = Object.entries(value as object);
  const body = entries.flatMap(([key, each]) => [encode(key), encode(each)]);
  return head(types.map, entries.length, Buffer.concat(body));
}

function whole(value: number): Buffer {
  const body = Buffer.alloc(4);
  body.writeUInt32BE(value);
  return head(types.uint32, 4, body);
}

function double(value: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeDoubleBE(value);
  return head(types.double, 8, body);
}

/** Sizes below 29 stand beside the type. */
function head(type: number, size: number, body: Buffer): Buffer {
  if (size >= 29) throw new Error('too long for this table');
  return Buffer.concat([Buffer.from([(type << 5) | size]), body]);
}
