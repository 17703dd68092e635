import mongoose from 'mongoose';

/** An unsafe request and, once it is done, its answer, kept for a day. */
export interface RequestRecord {
  /** `{user}:{idempotency key}` */
  _id: string;
  fingerprint: string;
  startedAt: Date;
  answer?: { status: number; location?: string; contentType?: string; body: string } | null;
}

const answer = { status: { type: Number, required: true }, location: String, contentType: String, body: String };

export const Requests = mongoose.model(
  'Request',
  new mongoose.Schema<RequestRecord>({
    _id: { type: String, required: true },
    fingerprint: { type: String, required: true },
    startedAt: { type: Date, required: true },
    answer: new mongoose.Schema(answer, { _id: false }),
  }).index({ startedAt: 1 }, { expireAfterSeconds: 86_400 }),
);
