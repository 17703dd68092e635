import mongoose from 'mongoose';
import { organizationKinds, type OrganizationKind } from './vocabulary.js';

export interface Organization {
  _id: string;
  /** Itself: an organisation is read and kept like what belongs to it. */
  organization: string;
  name: string;
  kind: OrganizationKind;
  taxId?: string | null;
  gln?: string | null;
  /** GS1 company prefix, 6 to 12 digits: the numbers of its cases (SSCC) begin with it. */
  companyPrefix?: string | null;
  address?: string | null;
  commune?: string | null;
  province?: string | null;
  phone?: string | null;
  email?: string | null;
  /** Registration with China's customs (GACC Decree 280). */
  gaccNumber?: string | null;
  /** Shown to whoever scans a label. The contact is the organisation's own, never a person's. */
  households?: number | null;
  foundedYear?: number | null;
  publicContact?: string | null;
  /** Of the people and their work; see photo.model.ts. */
  photo?: string | null;
  createdAt: Date;
}

const text = { type: String, required: true };

export const Organizations = mongoose.model(
  'Organization',
  new mongoose.Schema<Organization>({
    _id: text,
    organization: text,
    name: text,
    kind: { type: String, enum: organizationKinds, required: true },
    taxId: String,
    gln: String,
    companyPrefix: String,
    address: String,
    commune: String,
    province: String,
    phone: String,
    email: String,
    gaccNumber: String,
    households: Number,
    foundedYear: Number,
    publicContact: String,
    photo: String,
    createdAt: { type: Date, required: true },
  })
    .index({ name: 1 })
    .index({ organization: 1 })
    .index({ taxId: 1 }, { unique: true, sparse: true })
    .index({ gln: 1 }, { unique: true, sparse: true }),
);
