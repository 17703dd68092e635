/** Records each look at a label, and tells what is known of the looks before. */
import { createHmac, randomBytes } from 'node:crypto';
import { isDuplicateKey, trusted } from '../db.js';
import { countryOf } from './country.js';
import { Scans, ScanSalts, type Scan } from './scan.model.js';

export interface ScanFacts {
  count: number;
  /** Null before the first. */
  firstAt: Date | null;
  /** ISO 3166 alpha-2, null where the table does not know it. */
  firstCountry: string | null;
}

/**
 * Stores a scan.
 * @param from the address is looked up and hashed here; neither it nor a place below the country is kept
 */
export async function recordScan(
  scan: Pick<Scan, 'label' | 'lot' | 'verdict'>,
  from: { address: string; now: Date },
): Promise<void> {
  const [country, reader] = await Promise.all([countryOf(from.address), readerHash(from.address, from.now)]);
  await Scans.create({ ...scan, at: from.now, country, reader });
}

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
