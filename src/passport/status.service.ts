/**
 * What became of the lots whose credentials were saved, as others ask it: W3C Bitstring Status List 1.0. A list has a
 * bit for each lot that ever had a credential; its packages share that bit.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { config } from '../config.js';
import { isDuplicateKey, trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { Events } from '../events/event.model.js';
import { isWithdrawn } from '../lots/balance.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { contexts, secondsOnly } from './credential.js';
import { issuerDid } from './sign.js';
import { StatusEntries, type StatusEntry } from './status.model.js';

// With the ancestors, by which a recall that is under way reaches a lot.
const statusFields = { recalledBy: 1, heldBy: 1, produced: 1, ancestors: 1 } as const;
type Status = Pick<Lot, '_id' | keyof typeof statusFields>;

/** What a set bit says of a lot, by the purpose of the list. A hold ends; a recall is for good. */
const purposes = {
  revocation: (lot: Status) => lot.recalledBy !== null || isWithdrawn(lot),
  suspension: (lot: Status) => lot.heldBy !== null,
};
type Purpose = keyof typeof purposes;
export const statusPurposes = Object.keys(purposes) as Purpose[];

/** Bits of a list, the least that the standard allows: so many that an entry tells nothing of who asks for it. */
export const bitsOfList = 131_072;
const lotsOfLookUp = 100;

/** For a credential: where to ask later, once a purpose. The lot gets its place with the first. */
export async function statusEntriesOf(lot: string) {
  const index = await indexOf(lot);
  return statusPurposes.map((statusPurpose) => {
    const statusListCredential = addressOf(statusPurpose, Math.floor(index / bitsOfList));
    const statusListIndex = String(index % bitsOfList);
    const id = `${statusListCredential}#${statusListIndex}`;
    return { id, type: 'BitstringStatusListEntry', statusPurpose, statusListIndex, statusListCredential };
  });
}

/** Whoever loses the race for a place looks again: either for the next one, or the lot has one by now. */
async function indexOf(lot: string): Promise<number> {
  const found = await StatusEntries.findById(lot).lean();
  if (found) return found.index;
  const last = await StatusEntries.findOne().sort({ index: -1 }).lean();
  try {
    await StatusEntries.create({ _id: lot, index: last ? last.index + 1 : 0 });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  return indexOf(lot);
}

/**
 * The list as a credential, as it is now.
 * @throws DomainError `not-found` where no credential names it
 */
export async function buildStatusList(purpose: string, number: number, now: Date) {
  const known = statusPurposes.find((each) => each === purpose);
  if (!known) throw new DomainError('not-found');
  const id = addressOf(known, number);
  return {
    '@context': contexts.slice(0, 1),
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    id,
    issuer: issuerDid(),
    validFrom: secondsOnly(now),
    credentialSubject: {
      type: 'BitstringStatusList',
      id: `${id}#list`,
      statusPurpose: known,
      encodedList: await latestList(known, number),
    },
  };
}

const latest = new Map<string, { state: string; list: Promise<string> }>();

/** Made once for all who ask before the next event: nothing becomes of a lot without one, and none is ever deleted. */
async function latestList(purpose: Purpose, number: number): Promise<string> {
  const counts = [Events.estimatedDocumentCount(), StatusEntries.estimatedDocumentCount()];
  const state = (await Promise.all(counts)).join();
  const name = `${purpose}/${number}`;
  const kept = latest.get(name);
  if (kept?.state === state) return kept.list;
  const list = makeList(purpose, number);
  latest.set(name, { state, list });
  list.catch(() => latest.delete(name));
  return list;
}

/** The encoded bits. */
async function makeList(purpose: Purpose, number: number): Promise<string> {
  const entries = await findEntries(number);
  if (entries.length === 0) throw new DomainError('not-found');
  return encode(entries, await findConcerned(entries, purposes[purpose]));
}

function addressOf(purpose: Purpose, number: number): string {
  return `${config.publicUrl}/passport-status/${purpose}/${number}.jwt`;
}

function findEntries(number: number): Promise<StatusEntry[]> {
  const first = number * bitsOfList;
  return StatusEntries.find({ index: trusted({ $gte: first, $lt: first + bitsOfList }) }).lean();
}

async function findConcerned(entries: StatusEntry[], isConcerned: (lot: Status) => boolean): Promise<Set<string>> {
  const lookUps = Array.from({ length: Math.ceil(entries.length / lotsOfLookUp) }, (_, part) => {
    const ids = entries.slice(part * lotsOfLookUp, (part + 1) * lotsOfLookUp).map(({ _id }) => _id);
    return Lots.find({ _id: trusted({ $in: ids }) }, statusFields).lean<Status[]>();
  });
  const lots = (await Promise.all(lookUps)).flat();
  return new Set(lots.filter(isConcerned).map(({ _id }) => _id));
}

/** Multibase base64url of the compressed bits; the first is the highest bit of the first byte. */
async function encode(entries: StatusEntry[], concerned: Set<string>): Promise<string> {
  const bytes = Buffer.alloc(bitsOfList / 8);
  for (const { _id, index } of entries) {
    const at = index % bitsOfList;
    if (concerned.has(_id)) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (0x80 >> (at & 7));
  }
  return `u${(await promisify(gzip)(bytes)).toString('base64url')}`;
}
