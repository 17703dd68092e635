import mongoose from 'mongoose';

/** WGS84, longitude first (RFC 7946). */
export type Area =
  { type: 'Polygon'; coordinates: number[][][] } | { type: 'MultiPolygon'; coordinates: number[][][][] };

/** The outline of a commune, for the map of where a product comes from. */
export interface Commune {
  _id: string;
  /** The office that keeps it. */
  organization: string;
  /** As locations write it. */
  province: string;
  name: string;
  /** Province and name in one spelling. Unique. */
  key: string;
  /** Simplified as it was sent. */
  outline: Area;
  /** Where the outline is from; shown below the map. */
  source: string;
  createdAt: Date;
}

const text = { type: String, required: true };

export const Communes = mongoose.model(
  'Commune',
  new mongoose.Schema<Commune>({
    _id: text,
    organization: text,
    province: text,
    name: text,
    key: text,
    outline: { type: mongoose.Schema.Types.Mixed, required: true },
    source: text,
    createdAt: { type: Date, required: true },
  }).index({ key: 1 }, { unique: true }),
);
