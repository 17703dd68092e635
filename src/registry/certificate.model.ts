import mongoose from 'mongoose';
import { certificateTypes, type CertificateType } from './vocabulary.js';

export interface Certificate {
  _id: string;
  organization: string;
  type: CertificateType;
  number: string;
  issuer: string;
  /** Days, `2026-10-02`; without an end it holds until it is withdrawn. */
  issuedOn: string;
  expiresOn?: string | null;
  /** The one product it is for; absent: the whole organisation. */
  product?: string | null;
  /** SHA-256 of the certificate's file, lower-case hex; the file itself may be kept as an attachment. */
  fileSha256?: string | null;
  createdAt: Date;
}

const text = { type: String, required: true };

export const Certificates = mongoose.model(
  'Certificate',
  new mongoose.Schema<Certificate>({
    _id: text,
    organization: text,
    type: { type: String, enum: certificateTypes, required: true },
    number: text,
    issuer: text,
    issuedOn: text,
    expiresOn: String,
    product: String,
    fileSha256: String,
    createdAt: { type: Date, required: true },
  }).index({ organization: 1, expiresOn: 1 }),
);
