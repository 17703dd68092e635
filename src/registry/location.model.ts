import mongoose from 'mongoose';
import { locationKinds, zoneStatuses, type LocationKind, type ZoneStatus } from './vocabulary.js';

/** WGS84, longitude first (RFC 7946). */
export type Geometry = { type: 'Point'; coordinates: number[] } | { type: 'Polygon'; coordinates: number[][][] };

export interface Location {
  _id: string;
  /** Its EPCIS identifier, given once: recorded events carry it. */
  uri: string;
  organization: string;
  kind: LocationKind;
  name: string;
  gln?: string | null;
  /** Code of a packing house, which importing countries ask for beside that of the growing area. */
  packingHouseCode?: string | null;
  address?: string | null;
  commune?: string | null;
  province?: string | null;
  geometry?: Geometry | null;
  /** See photo.model.ts; that of a zone is shown to whoever scans a label. */
  photo?: string | null;
  /** Only of a zone: its growing-area code and what the code was given for. */
  zone?: {
    growingAreaCode: string;
    issuer: string;
    market?: string | null;
    status: ZoneStatus;
    validFrom: string;
    validUntil: string;
    crop: string;
    areaHectares: number;
    households: number;
  } | null;
  createdAt: Date;
}

const zone = {
  growingAreaCode: { type: String, required: true },
  issuer: { type: String, required: true },
  market: String,
  status: { type: String, enum: zoneStatuses, required: true },
  validFrom: { type: String, required: true },
  validUntil: { type: String, required: true },
  crop: { type: String, required: true },
  areaHectares: { type: Number, required: true },
  households: { type: Number, required: true },
};

const schema = new mongoose.Schema<Location>({
  _id: { type: String, required: true },
  uri: { type: String, required: true },
  organization: { type: String, required: true },
  kind: { type: String, enum: locationKinds, required: true },
  name: { type: String, required: true },
  gln: String,
  packingHouseCode: String,
  address: String,
  commune: String,
  province: String,
  geometry: { type: mongoose.Schema.Types.Mixed },
  photo: String,
  zone: { type: new mongoose.Schema(zone, { _id: false }) },
  createdAt: { type: Date, required: true },
})
  .index({ organization: 1, kind: 1, name: 1 })
  .index({ uri: 1 }, { unique: true })
  .index({ gln: 1 }, { unique: true, sparse: true });

export const Locations = mongoose.model('Location', schema);
