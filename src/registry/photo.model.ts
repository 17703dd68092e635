import mongoose from 'mongoose';

/** A photo that anybody may see. What was sent is not kept, only what was made of it. */
export interface Photo {
  /** SHA-256 of `webp`, lower-case hex: the same address is the same picture for ever. */
  _id: string;
  /** For pages. */
  webp: Buffer;
  /** For previews of links, whose readers do not all know WebP. */
  jpeg: Buffer;
  /** Organisations whose records may show it. */
  organizations: string[];
  createdAt: Date;
}

export const Photos = mongoose.model(
  'Photo',
  new mongoose.Schema<Photo>({
    _id: { type: String, required: true },
    webp: { type: Buffer, required: true },
    jpeg: { type: Buffer, required: true },
    organizations: { type: [String], required: true },
    createdAt: { type: Date, required: true },
  }),
);
