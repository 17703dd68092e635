import mongoose from 'mongoose';

/** A file kept under its own hash, so that the same file is kept once and cannot change. */
export interface Attachment {
  /** SHA-256, lower-case hex. */
  _id: string;
  contentType: string;
  sizeBytes: number;
  data: Buffer;
  /** Of a picture: small, upright, without metadata (WebP). */
  thumbnail?: Buffer | null;
  /** Organisations that may read it beside inspectors and admins. */
  organizations: string[];
  createdAt: Date;
}

export const Attachments = mongoose.model(
  'Attachment',
  new mongoose.Schema<Attachment>({
    _id: { type: String, required: true },
    contentType: { type: String, required: true },
    sizeBytes: { type: Number, required: true },
    data: { type: Buffer, required: true },
    thumbnail: Buffer,
    organizations: { type: [String], required: true },
    createdAt: { type: Date, required: true },
  }),
);
