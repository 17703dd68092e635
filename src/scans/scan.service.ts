/** Records each look at a label, and tells what is known of the looks before. */
import { createHmac, randomBytes } from 'node:crypto';
import { isDuplicateKey } from '../db.js';
import { countryOf } from './country.js';
import { Scans, ScanSalts } from './scan.model.js';

export interface ScanFacts {
  count: number;
  firstAt: Date | null;
  firstCountry: string | null;
}

/** Stores a scan: time, label, country and a hash of the address; the address itself is not kept. */
export async function recordScan(
  scan: { label: string; lot: string; verdict: string },
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

async function readerHash(address: string, now: Date): Promise<string> {
  const salt = await saltOf(now.toISOString().slice(0, 10));
  return createHmac('sha256', salt).update(address).digest('base64url').slice(0, 16);
}

/** The same for every process; made by whoever is first on a day. */
async function saltOf(day: string): Promise<string> {
  if (saltOfToday?.day === day) return saltOfToday.salt;
  const made = { _id: day, salt: randomBytes(16).toString('base64url'), createdAt: new Date() };
  try {
    await ScanSalts.create(made);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const { salt } = (await ScanSalts.findById(day).lean()) ?? made;
  saltOfToday = { day, salt };
  return salt;
}

let saltOfToday: { day: string; salt: string } | undefined;
