/**
 * Lots whose labels are being scanned, with their pages ready but for what differs from label to label. A page is used
 * only while the stream of the store's changes proves that nothing in it has changed until a moment ago; when the stream
 * is late or broken every page is made from the store. Each process has its own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { followChanges, type StoreChanges } from '../db-changes.js';
import { logger } from '../http/log.js';
import { AnnouncedRecalls } from '../lots/announced.model.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { Certificates } from '../registry/certificate.model.js';
import { Communes } from '../registry/commune.model.js';
import { Locations } from '../registry/location.model.js';
import { Organizations } from '../registry/organization.model.js';
import { Products } from '../registry/product.model.js';
import { FirstScans, LaterScans } from '../scans/scan.model.js';
import { type CutPage } from './cut-page.js';
import { timesOf, type EventTimes } from './unit.js';

export interface KnownLot {
  lot: Lot;
  /** By what differs between readers and labels otherwise than by the texts that are filled in. */
  pages: Map<string, CutPage>;
  times: EventTimes;
}

export interface PageCache {
  /** Ends the stream; from then on nothing is known. */
  stop(): Promise<void>;
}

/** A recall shows within a second: what was proved longer ago is not used. */
const millisOfProof = 900;
/** Under load the proof may be late by so much: it is waited for, since whoever asks the store instead makes it later. */
const millisOfWaiting = 1000;
/** As long after the last look at a label the next one finds pages ready. */
const millisOfInterest = 60_000;
const millisBetweenFailures = 500;
const mostLots = 300;
const mostPages = 24;
const mostTouched = 10_000;

/** A change of these may show on any page; lots tell of events too, for each event takes a version of its lots. */
const shared = [Products, Certificates, Locations, Communes, Organizations, AnnouncedRecalls].map(
  (model) => model.collection.name,
);

const known = new Map<string, KnownLot>();
/** When a lot last changed, counted in changes. */
const touched = new Map<string, number>();
let changesSeen = 0;
let clearedAt = 0;
let provedUntil = -Infinity;
let isFollowed = false;
let askedAt = -Infinity;
/** Who waits for the next proof. */
let waiting: (() => void)[] = [];

/** Follows the store's changes; begins anew when the stream breaks. */
export function startPageCache(): PageCache {
  const stopping = new AbortController();
  const running = keepFollowing(stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      forgetAll();
      await running;
    },
  };
}

async function keepFollowing(stopping: AbortSignal): Promise<void> {
  const isWanted = () => performance.now() - askedAt < millisOfInterest;
  const how = { busiest: [FirstScans, LaterScans].map((model) => model.collection.name), isWanted, signal: stopping };
  while (!stopping.aborted) {
    try {
      for await (const batch of followChanges([Lots.collection.name, ...shared], how)) {
        if (!isFollowed) forgetKnown(); // what was read before it opened may have changed unseen
        isFollowed = true;
        take(batch);
      }
    } catch (error) {
      if (stopping.aborted) break;
      logger.warn({ err: error }, 'the changes of the store are not followed: pages of labels are made one by one');
    }
    forgetAll();
    await sleep(millisBetweenFailures, undefined, { signal: stopping }).catch(() => undefined);
  }
}

function take({ changes, until }: StoreChanges): void {
  for (const { collection, id } of changes) {
    if (collection === Lots.collection.name && typeof id === 'string') touch(id);
    else forgetKnown();
  }
  if (until === undefined) return;
  provedUntil = until;
  goOn();
}

function goOn(): void {
  const all = waiting;
  waiting = [];
  for (const each of all) each();
}

function touch(path: string): void {
  if (touched.size >= mostTouched) forgetKnown();
  touched.set(path, ++changesSeen);
  for (const [key, { lot }] of known) if (key === path || lot.ancestors.includes(path)) known.delete(key);
}

function forgetKnown(): void {
  known.clear();
  touched.clear();
  clearedAt = ++changesSeen;
}

function forgetAll(): void {
  forgetKnown();
  isFollowed = false;
  provedUntil = -Infinity;
  goOn();
}

/** A mark to take before the store is asked for what {@link keepPage} shall keep. */
export function markOfChanges(): number {
  return changesSeen;
}

/** Null for a lot that is not known, or when nothing proves that it is as it was. */
export async function findKnownLot(path: string): Promise<KnownLot | null> {
  if (!(await isProved())) return null;
  const found = known.get(path);
  if (!found) return null;
  known.delete(path); // the one that was not asked for longest goes first
  known.set(path, found);
  return found;
}

async function isProved(): Promise<boolean> {
  askedAt = performance.now();
  const deadline = askedAt + millisOfWaiting;
  for (let now = askedAt; now < deadline; now = performance.now()) {
    const age = now - provedUntil;
    if (age <= millisOfProof) return true;
    if (age > millisOfProof + millisOfWaiting) return false; // nobody has asked for a while, or the stream is silent
    await Promise.race([
      new Promise<void>((resolve) => waiting.push(resolve)),
      sleep(deadline - now, undefined, { ref: false }),
    ]);
  }
  return false;
}

/** True for a page that need not be made to be kept. */
export function isKept({ _id, version }: Lot, variant: string): boolean {
  const kept = known.get(_id);
  return kept?.lot.version === version && kept.pages.has(variant);
}

/** Keeps a page unless something that it shows may have changed since the mark. */
export function keepPage(lot: Lot, { variant, page, since }: { variant: string; page: CutPage; since: number }): void {
  if (!isFollowed || clearedAt > since) return;
  if ([lot._id, ...lot.ancestors].some((path) => (touched.get(path) ?? 0) > since)) return;
  const kept = known.get(lot._id) ?? { lot, pages: new Map<string, CutPage>(), times: timesOf(lot) };
  if (kept.lot.version !== lot.version) return;
  if (kept.pages.size >= mostPages) kept.pages.clear();
  kept.pages.set(variant, page);
  known.set(lot._id, kept);
  const [eldest] = known.keys();
  if (known.size > mostLots && eldest !== undefined) known.delete(eldest);
}
