/** Scans as they are stored, the first look at a label beside the later ones. */
import { FirstScans, LaterScans, type Scan } from '../../src/scans/scan.model.js';

type Filter = Partial<Pick<Scan, 'label' | 'lot' | 'verdict' | 'country'>>;

/** The earliest first. */
export async function scansOf(filter: Filter): Promise<Scan[]> {
  const { label, ...others } = filter;
  const [first, later] = await Promise.all([
    FirstScans.find({ ...others, ...(label !== undefined && { _id: label }) }).lean(),
    LaterScans.find(filter).lean(),
  ]);
  const all = [...first.map((scan) => ({ ...scan, label: scan._id })), ...later];
  return all.sort((one, other) => one.at.getTime() - other.at.getTime());
}

export async function countScans(filter: Filter): Promise<number> {
  return (await scansOf(filter)).length;
}

export async function forgetScans(): Promise<void> {
  await Promise.all([FirstScans.deleteMany({}), LaterScans.deleteMany({})]);
}
