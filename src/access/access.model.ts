import mongoose from 'mongoose';

/** What leaves the store in one piece: each is a row of the record of access. */
export const accessKinds = ['ledger', 'dossier', 'bundle', 'chain', 'table', 'contacts', 'inspection'] as const;
export type AccessKind = (typeof accessKinds)[number];

/** That somebody read or took along something. Written before the first byte leaves, and never changed. */
export interface Access {
  _id: string;
  at: Date;
  kind: AccessKind;
  /** Path of the lot, or the identifier of what was read; null: everything. */
  subject: string | null;
  /** The organisation whose records they are; it sees who read them. Null: of several. */
  owner: string | null;
  /** Who, under the name of that day. */
  actor: string;
  name: string;
  organization: string;
}

const text = { type: String, required: true };

export const Accesses = mongoose.model(
  'Access',
  new mongoose.Schema<Access>({
    _id: text,
    at: { type: Date, required: true },
    kind: { ...text, enum: accessKinds },
    subject: { type: String, default: null },
    owner: { type: String, default: null },
    actor: text,
    name: text,
    organization: text,
  })
    .index({ at: -1 })
    .index({ subject: 1, at: -1 })
    .index({ owner: 1, at: -1 }),
);
