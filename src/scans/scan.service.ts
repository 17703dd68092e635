/** Records each look at a label, and tells what is known of the looks before. */
import { createHmac, randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { config } from '../config.js';
import { isDuplicateKey, newId, trusted } from '../db.js';
import { cityOf } from './city.js';
import { countryOf, plainAddress } from './country.js';
import { grouped } from './group.js';
import {
  historyLength,
  insertFirst,
  insertLater,
  scansOfLabel,
  scansOfLabels,
  ScanSalts,
  setProvince,
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

/** Who looks: the address is looked up and hashed here, and not kept. */
export interface SeenBy {
  address: string;
  now: Date;
}

export interface Recorded {
  scan: Scan;
  /** With the scan itself. */
  facts: ScanFacts;
  /** The latest fifty looks at the label before it, the latest first. */
  history: Scan[];
}

type Seen = Pick<Scan, 'label' | 'lot' | 'verdict'>;

/**
 * Stores a scan, together with others of the same moment, and tells what is known of its label with it. Answered when
 * the store has it on disk; with no place finer than a city.
 * @throws DomainError `not-ready` when too many wait; what the store throws
 */
export function recordScan(seen: Seen, from: SeenBy): Promise<Recorded> {
  return store(seen, from, true);
}

/** The same for what nobody is told of, such as a seal that is wrong: nothing is looked up. */
export async function recordUntold(seen: Seen, from: SeenBy): Promise<void> {
  await store(seen, from, false);
}

async function store(seen: Seen, from: SeenBy, isTold: boolean): Promise<Recorded> {
  const scan = await scanOf(seen, from);
  if (!(await storeFirst(scan))) return storeAgain({ scan: { ...scan, _id: newId() }, isTold });
  return { scan, facts: factsOf(1, scan), history: [] };
}

async function scanOf(seen: Seen, from: SeenBy): Promise<Scan> {
  const [country, city, hashes] = await Promise.all([
    countryOf(from.address),
    config.cityTable ? cityOf(from.address, config.cityTable) : null,
    hashesOf(from),
  ]);
  return { _id: seen.label, ...seen, at: from.now, country, ...(city && { city }), ...hashes };
}

/** False where the label was looked at before: the store takes the first scan of a label and no other as such. */
const storeFirst = grouped(insertFirst, { most: 64, atOnce: 4, queue: 10_000 });

interface Asked {
  scan: Scan;
  isTold: boolean;
}

// A store looks up 100 labels at once far faster than more.
const storeAgain = grouped(storeScans, { most: 100, atOnce: 2, queue: 10_000 });

/** Look-up after write: of two processes that record a label at the same moment, one at least sees the other's scan. */
async function storeScans(asked: Asked[]): Promise<Recorded[]> {
  const scans = asked.map(({ scan }) => scan);
  await insertLater(scans);
  const told = asked.filter(({ isTold }) => isTold);
  const known = await lookUp([...new Set(told.map(({ scan }) => scan.label))]);
  const later = new Map<string, Set<string>>(); // those of the group that came after the one that asks
  const recorded = scans.toReversed().map((scan) => {
    const { count, first, latest } = known.get(scan.label) ?? unknown;
    const after = later.get(scan.label) ?? new Set();
    const facts = factsOf(count - after.size, first);
    later.set(scan.label, after.add(scan._id)); // and its own is no earlier one
    const history = latest.filter(({ _id }) => !after.has(_id)).slice(0, historyLength);
    return { scan, facts, history };
  });
  return recorded.toReversed();
}

const unknown: KnownScans = { count: 0, first: null, latest: [] };

async function lookUp(labels: string[]): Promise<Map<string, KnownScans>> {
  const few = labels.filter((label) => !busy.has(label));
  const many = labels.filter((label) => busy.has(label));
  const [known, ...others] = await Promise.all([scansOfLabels(few), ...many.map(scansOfLabel)]);
  for (const [label, { count }] of known) if (count > fewScans) busy.add(label);
  if (busy.size > mostBusy) busy.clear();
  many.forEach((label, index) => known.set(label, others[index] ?? unknown));
  return known;
}

/** Labels with more scans than are read at each look: somebody has copied them, or makes a load of one. */
const busy = new Set<string>();
const fewScans = 200;
const mostBusy = 10_000;

/** The latest scans of a label, the latest first. */
export async function latestScans(label: string): Promise<Scan[]> {
  return (await scansOfLabel(label)).latest;
}

/**
 * Adds to a reader's last scan of today the province that he says he is in.
 * @returns null where he has not scanned the label today
 */
export async function placeScan(label: string, province: string, from: SeenBy): Promise<Scan | null> {
  const { reader } = await hashesOf(from);
  const scans = await latestScans(label);
  const mine = scans.find((scan) => scan.reader === reader);
  return mine ? setProvince(mine, province) : null;
}

export async function scanFacts(label: string): Promise<ScanFacts> {
  const { count, first } = await scansOfLabel(label);
  return factsOf(count, first);
}

function factsOf(count: number, first: Scan | null): ScanFacts {
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
