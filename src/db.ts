/** The one store. Owns the connection, the transaction and the store's own namespace. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose, { type ClientSession } from 'mongoose';

mongoose.set('strictQuery', 'throw');
mongoose.set('sanitizeFilter', true);
mongoose.set('autoIndex', false);

/** Connects, builds the indexes of every registered model and fixes the namespace on first use of a store. */
export async function connect(uri: string, publicUrl: string): Promise<void> {
  // The heartbeat is what finds a store that was away: at the usual ten seconds requests would wait that long for it.
  await mongoose.connect(uri, { serverSelectionTimeoutMS: 5000, heartbeatFrequencyMS: 1000, maxPoolSize: 50 });
  for (const model of Object.values(mongoose.models)) {
    await model.createCollection();
    await model.createIndexes();
  }
  const row = await Settings.findOneAndUpdate(
    { _id: 'store' },
    { $setOnInsert: { namespace: publicUrl, createdAt: new Date() } },
    { upsert: true, returnDocument: 'after' },
  ).lean();
  storeNamespace = row?.namespace;
  mark = row?.demo ?? null;
}

export async function disconnect(): Promise<void> {
  await mongoose.disconnect();
}

/** True while the store answers. */
export async function isReady(): Promise<boolean> {
  if (mongoose.connection.readyState !== mongoose.ConnectionStates.connected) return false;
  const ping = mongoose.connection.db?.command({ ping: 1 }).then(() => true);
  const late = sleep(2000, false, { ref: false }); // a store that hangs is away, whatever the driver still hopes for
  return ping ? Promise.race([ping, late]).catch(() => false) : false;
}

/** All of `work` or nothing of it; tried again when another transaction touched the same documents. */
export async function inTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  return mongoose.connection.withSession((session) => session.withTransaction(() => work(session)));
}

/** Marks the operators of a filter of ours, which `sanitizeFilter` would otherwise take for a stranger's. */
export const trusted = mongoose.trusted;

/** A random identifier of 80 bits, Crockford base 32, lower case. */
export function newId(): string {
  return Array.from(randomBytes(16), (byte) => '0123456789abcdefghjkmnpqrstvwxyz'[byte & 31]).join('');
}

/** For a transaction that found its documents changed since it read them: the driver starts it again. */
export function writeConflict(message: string): Error {
  const error = new mongoose.mongo.MongoError(message);
  error.addErrorLabel('TransientTransactionError');
  return error;
}

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === 11000;
}

/** The first field of the unique index that a write would break; undefined for every other error. */
export function duplicateField(error: unknown): string | undefined {
  if (!isDuplicateKey(error)) return undefined;
  const { keyPattern = {} } = error as { keyPattern?: object };
  return Object.keys(keyPattern)[0] ?? '_id';
}

/**
 * Origin of the identifiers that this store gives to things without a GS1 key. It is the public address at the time
 * the store was first opened and stays so when the server moves, because recorded events carry it.
 */
export function namespace(): string {
  if (!storeNamespace) throw new Error('the store is not connected');
  return storeNamespace;
}

let storeNamespace: string | undefined;

/** Says that a store holds demonstration data. */
export interface DemoMark {
  /** The day from which the events of the demo are counted back. */
  day: string;
  /** Null while it is not whole. */
  completedAt?: Date | null;
}

/** True from the first record of the demo on, however the server was started. */
export function storeHoldsDemo(): boolean {
  return mark !== null;
}

export async function readDemoMark(): Promise<DemoMark | null> {
  const row = await Settings.findById('store', { demo: 1 }).lean();
  mark = row?.demo ?? null;
  return mark;
}

export async function writeDemoMark(demo: DemoMark): Promise<void> {
  await Settings.updateOne({ _id: 'store' }, { $set: { demo } });
  mark = demo;
}

let mark: DemoMark | null = null;

/** One document: what the store says of itself. */
export const Settings = mongoose.model(
  'Settings',
  new mongoose.Schema({
    _id: String,
    namespace: { type: String, required: true },
    demo: new mongoose.Schema<DemoMark>({ day: { type: String, required: true }, completedAt: Date }, { _id: false }),
    beat: String,
    createdAt: Date,
  }),
);

/** Values in one `$in`: the embedded engine answers short lists far faster, and a sharded store likes them too. */
export const idsAtOnce = 50;

/** Slices that are asked for at once. */
const slicesAtOnce = 8;

/** What `read` finds of all these values, each once, asked for a slice at a time. Not for use in a transaction. */
export async function inSlices<T, Value extends string | number>(
  values: Iterable<Value>,
  read: (some: Value[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const all = [...new Set(values)];
  const slices = Array.from({ length: Math.ceil(all.length / idsAtOnce) }, (_, index) =>
    all.slice(index * idsAtOnce, (index + 1) * idsAtOnce),
  );
  const found: T[] = [];
  for (let first = 0; first < slices.length; first += slicesAtOnce) {
    found.push(...(await Promise.all(slices.slice(first, first + slicesAtOnce).map(read))).flat());
  }
  return found;
}
