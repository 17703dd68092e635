/** One look at a label: recorded, judged, and told with what was known before. */
import { type Lot } from '../lots/lot.model.js';
import { type Alert } from './alert.model.js';
import { openAlertsOf, watchScan } from './alert.service.js';
import { type Life } from './clone-rules.js';
import { latestScans, placeScan, recordScan, scanFacts, type ScanFacts, type SeenBy } from './scan.service.js';
import { type Scan } from './scan.model.js';

export interface Looked {
  /** Path of the label: see {@link Scan}. */
  label: string;
  /** Or the set: what the unit belongs to, and who made it. */
  lot: Pick<Lot, '_id' | 'organization'>;
  verdict: string;
  /** What the events say of the unit; null for a look that accuses nobody: at a lot, or of whoever is signed in. */
  life: (() => Promise<Life>) | null;
}

/** @param from null for what is no scan, such as the page in another language */
export async function look(
  { label, lot, verdict, life }: Looked,
  from: SeenBy | null,
): Promise<{ facts: ScanFacts; alerts: Alert[] }> {
  const scan = from && (await recordScan({ label, lot: lot._id, verdict }, from));
  const [facts, alerts] = await Promise.all([
    scanFacts(label),
    scan && life ? judge(scan, lot, life) : openAlertsOf(label),
  ]);
  return { facts, alerts };
}

/**
 * Takes down in which province a reader is, and judges his scan anew.
 * @returns false where he has not scanned the label today
 */
export async function sayWhere({ label, lot, life }: Looked, province: string, from: SeenBy): Promise<boolean> {
  const scan = await placeScan(label, province, from);
  if (scan && life) await judge(scan, lot, life);
  return scan !== null;
}

async function judge(scan: Scan, lot: Looked['lot'], life: () => Promise<Life>): Promise<Alert[]> {
  const [history, known] = await Promise.all([latestScans(scan.label), life()]);
  return watchScan(scan, { history, life: known, lot });
}
