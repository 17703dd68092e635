import mongoose from 'mongoose';
import { newId } from '../db.js';
import { type By } from '../policy.js';

/** That somebody read the whole ledger. Written before the first byte leaves, and never changed. */
export interface ExportRecord {
  _id: string;
  actor: string;
  name: string;
  organization: string;
  at: Date;
}

const text = { type: String, required: true };

const schema = new mongoose.Schema<ExportRecord>({
  _id: text,
  actor: text,
  name: text,
  organization: text,
  at: { type: Date, required: true },
}).index({ at: -1 });

const ExportRecords = mongoose.model('LedgerExport', schema);

export async function recordExport({ actor, now }: By): Promise<void> {
  const { id, name, organization } = actor;
  await ExportRecords.create({ _id: newId(), actor: id, name, organization, at: now });
}

/** The latest first. */
export async function listExports(limit: number): Promise<Omit<ExportRecord, '_id'>[]> {
  const found = await ExportRecords.find({}).sort({ at: -1 }).limit(limit).lean();
  return found.map(({ actor, name, organization, at }) => ({ actor, name, organization, at }));
}
