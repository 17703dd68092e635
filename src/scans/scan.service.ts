/** Records each look at a label, and tells what is known of the looks before. */
import { createHmac, randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { config } from '../config.js';
import { isDuplicateKey, trusted } from '../db.js';
import { cityOf } from './city.js';
import { countryOf, plainAddress } from './country.js';
import { Scans, ScanSalts, type Scan } from './scan.model.js';

export interface ScanFacts {
  count: number;
  /** Null before the first. */
  firstAt: Date | null;
  /** ISO 3166 alpha-2, null where the table does not know it. */
  firstCountry: string | null;
}

/** Who looks: the address is looked up and hashed here, and not kept. */
export interface SeenBy {
  address: string;
  now: Date;
}

/** Stores a scan, with no place finer than a city. */
export async function recordScan(scan: Pick<Scan, 'label' | 'lot' | 'verdict'>, from: SeenBy): Promise<Scan> {
  const [country, city, hashes] = await Promise.all([
    countryOf(from.address),
    config.cityTable ? cityOf(from.address, config.cityTable) : null,
    hashesOf(from),
  ]);
  const stored = await Scans.create({ ...scan, at: from.now, country, ...(city && { city }), ...hashes });
  return stored.toObject();
}

/** Scans that the rules about copies look back on. */
export const historyLength = 50;

/** The latest scans of a label, the latest first. */
export function latestScans(label: string): Promise<Scan[]> {
  return Scans.find({ label }).sort({ at: -1 }).limit(historyLength).lean();
}

/**
 * Adds to a reader's last scan of today the province that he says he is in.
 * @returns null where he has not scanned the label today
 */
export async function placeScan(label: string, province: string, from: SeenBy): Promise<Scan | null> {
  const { reader } = await hashesOf(from);
  const scans = await latestScans(label);
  const mine = scans.find((scan) => scan.reader === reader);
  return mine ? Scans.findByIdAndUpdate(mine._id, { $set: { province } }, { returnDocument: 'after' }).lean() : null;
}

export async function scanFacts(label: string): Promise<ScanFacts> {
  const [count, first] = await Promise.all([
    Scans.countDocuments({ label }),
    Scans.findOne({ label }).sort('at').lean(),
  ]);
  return { count, firstAt: first?.at ?? null, firstCountry: first?.country ?? null };
}

/** Tells the same reader apart for a day and no longer: the salt is made anew each day and then thrown away. */
async function hashesOf({ address, now }: SeenBy): Promise<Pick<Scan, 'reader' | 'network'>> {
  const salt = await saltOf(now.toISOString().slice(0, 10));
  const hash = (text: string) => createHmac('sha256', salt).update(text).digest('base64url').slice(0, 16);
  return { reader: hash(address), network: hash(networkOf(plainAddress(address))) };
}

/** What a provider gives one customer or one mast: the first 24 bits of IPv4, the first 48 of IPv6. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address.split('.').slice(0, 3).join('.');
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const gap = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  const first = [...groups, ...Array<string>(gap).fill('0'), ...(tail?.split(':') ?? [])].slice(0, 3);
  return first.map((group) => group.replace(/^0+(?=.)/, '')).join(':');
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
