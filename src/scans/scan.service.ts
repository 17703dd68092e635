/** Records each look at a label, and tells what is known of the looks before. */
import { createHmac, randomBytes } from 'node:crypto';
import { isDuplicateKey, trusted } from '../db.js';
import { countryOf } from './country.js';
import { grouped } from './group.js';
import {
  insertScans,
  latestOfLabel,
  newScanId,
  scansOfBusyLabel,
  scansOfLabels,
  Scans,
  ScanSalts,
  type KnownScans,
  type Scan,
} from './scan.model.js';

export interface ScanFacts {
  count: number;
  /** Null before the first. */
  firstAt: Date | null;
  /** ISO 3166 alpha-2, null where the table does not know it. */
  firstCountry: string | null;
}

export interface Recorded {
  scan: Scan;
  /** With the scan itself; of one that names no unit, such as a seal that is wrong, nothing is looked up. */
  facts: ScanFacts;
  /** The latest fifty looks at the label before it, the latest first. */
  history: Scan[];
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
): Promise<Recorded> {
  const [country, reader] = await Promise.all([countryOf(from.address), readerHash(from.address, from.now)]);
  return storeInGroup({ _id: newScanId(), ...scan, at: from.now, country, reader });
}

// A store looks up 100 labels at once far faster than more.
const storeInGroup = grouped(storeScans, { most: 100, atOnce: 2, queue: 10_000 });

/** Look-up after write: of two processes that record a label at the same moment, one at least sees the other's scan. */
async function storeScans(scans: Scan[]): Promise<Recorded[]> {
  await insertScans(scans);
  const units = scans.filter(({ label, lot }) => label !== lot && !label.endsWith('/?'));
  const known = await lookUp([...new Set(units.map(({ label }) => label))]);
  const later = new Map<string, Set<string>>(); // those of the group that came after the one that asks
  const recorded = scans.toReversed().map((scan) => {
    const { count, first, latest } = known.get(scan.label) ?? unknown;
    const after = later.get(scan.label) ?? new Set();
    const facts = { count: count - after.size, firstAt: first?.at ?? null, firstCountry: first?.country ?? null };
    later.set(scan.label, after.add(String(scan._id))); // and its own is no earlier one
    const history = latest.filter(({ _id }) => !after.has(String(_id))).slice(0, latestOfLabel);
    return { scan, facts, history };
  });
  return recorded.toReversed();
}

const unknown: KnownScans = { count: 0, first: null, latest: [] };

async function lookUp(labels: string[]): Promise<Map<string, KnownScans>> {
  const few = labels.filter((label) => !busy.has(label));
  const many = labels.filter((label) => busy.has(label));
  const [known, ...others] = await Promise.all([scansOfLabels(few), ...many.map(scansOfBusyLabel)]);
  for (const [label, { count }] of known) if (count > fewScans) busy.add(label);
  if (busy.size > mostBusy) busy.clear();
  many.forEach((label, index) => known.set(label, others[index] ?? unknown));
  return known;
}

/** Labels with more scans than are read at each look: somebody has copied them, or makes a load of one. */
const busy = new Set<string>();
const fewScans = 200;
const mostBusy = 10_000;

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
