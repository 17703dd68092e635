import mongoose from 'mongoose';

/** A query under a name, which is unique within the organisation that keeps it. */
export interface NamedQuery {
  _id: string;
  organization: string;
  name: string;
  /** The body as JSON text: its names hold dots and the like. */
  query: string;
  createdAt: Date;
}

const text = { type: String, required: true };

export const NamedQueries = mongoose.model(
  'NamedQuery',
  new mongoose.Schema<NamedQuery>({
    _id: text,
    organization: text,
    name: text,
    query: text,
    createdAt: { type: Date, required: true },
  }).index({ organization: 1, name: 1 }, { unique: true }),
);
