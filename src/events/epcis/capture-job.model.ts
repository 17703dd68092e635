import mongoose from 'mongoose';

/** What became of a document that another system sent. */
export interface CaptureJob {
  _id: string;
  organization: string;
  createdAt: Date;
  finishedAt: Date | null;
  captureErrorBehaviour: 'rollback' | 'proceed';
  /** Problem documents, each with the `eventIndex` of its event. */
  problems: Record<string, unknown>[];
  /** `epcisHeader` of the document, JSON; null without one. */
  header: string | null;
}

const schema = new mongoose.Schema<CaptureJob>({
  _id: { type: String, required: true },
  organization: { type: String, required: true },
  createdAt: { type: Date, required: true },
  finishedAt: { type: Date, default: null },
  captureErrorBehaviour: { type: String, required: true },
  problems: [mongoose.Schema.Types.Mixed],
  header: { type: String, default: null },
}).index({ organization: 1, createdAt: -1, _id: -1 });

export const CaptureJobs = mongoose.model('CaptureJob', schema);
