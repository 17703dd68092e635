/** Records each look at a label, and tells what is known of the looks before. */
import { createHmac, randomBytes } from 'node:crypto';
import { isDuplicateKey, trusted } from '../db.js';
import { countryOf } from './country.js';
import { grouped } from './group.js';
import { insertScans, listScansOf, newScanId, Scans, ScanSalts, type Scan } from './scan.model.js';

export interface ScanFacts {
  count: number;
  /** Null before the first. */
  firstAt: Date | null;
  /** ISO 3166 alpha-2, null where the table does not know it. */
  firstCountry: string | null;
}

/**
 * Stores a scan, together with others of the same moment, and tells what is known of its label with it. Answered when
 * the store has it on disk.
 * @param from the address is looked up and hashed here; neither it nor a place below the country is kept
 * @throws DomainError `not-ready` when too many wait; what the store throws
 */
export async function recordScan(
  scan: Pick<Scan, 'label' | 'lot' | 'verdict'>,
  from: { address: string; now: Date },
): Promise<ScanFacts> {
  const [country, reader] = await Promise.all([countryOf(from.address), readerHash(from.address, from.now)]);
  return storeInGroup({ _id: newScanId(), ...scan, at: from.now, country, reader });
}

// A store looks up 100 labels at once far faster than more.
const storeInGroup = grouped(storeScans, { most: 100, atOnce: 2, queue: 10_000 });

/** Look-up after write: of two processes that record a label at the same moment, one at least sees the other's scan. */
async function storeScans(scans: Scan[]): Promise<ScanFacts[]> {
  await insertScans(scans);
  const known = new Map<string, ScanFacts>();
  for (const { label, at, country } of await listScansOf([...new Set(scans.map(({ label }) => label))])) {
    const { count, firstAt, firstCountry } = known.get(label) ?? none;
    const first = firstAt && firstAt <= at ? { firstAt, firstCountry } : { firstAt: at, firstCountry: country };
    known.set(label, { count: count + 1, ...first });
  }
  const later = new Map<string, number>(); // scans of the group after the one that asks
  const facts = scans.toReversed().map(({ label }) => {
    const after = later.get(label) ?? 0;
    later.set(label, after + 1);
    const all = known.get(label) ?? none;
    return { ...all, count: all.count - after };
  });
  return facts.toReversed();
}

const none: ScanFacts = { count: 0, firstAt: null, firstCountry: null };

export async function scanFacts(label: string): Promise<ScanFacts> {
  const [count, first] = await Promise.all([
    Scans.countDocuments({ label }),
    Scans.findOne({ label }).sort('at').lean(),
  ]);
  return { count, firstAt: first?.at ?? null, firstCountry: first?.country ?? null };
}

/** Tells the same reader apart for a day and no longer: the salt is made anew each day and then thrown away. */
async function readerHash(address: string, now: Date): Promise<string> {
  const salt = await saltOf(now.toISOString().slice(0, 10));
  return createHmac('sha256', salt).update(address).digest('base64url').slice(0, 16);
}

/** The same for every process; made by whoever is first on a day. */
async function saltOf(day: string): Promise<string> {
  if (saltOfToday?.day === day) return saltOfToday.salt;
  const made = { _id: day, salt: randomBytes(16).toString('base64url') };
  try {
    await ScanSalts.create(made);
    await ScanSalts.deleteMany({ _id: trusted({ $lt: day }) });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const { salt } = (await ScanSalts.findById(day).lean()) ?? made;
  saltOfToday = { day, salt };
  return salt;
}

let saltOfToday: { day: string; salt: string } | undefined;
