import mongoose from 'mongoose';

/**
 * A recall from its first event until it is written into every lot that it concerns, which takes a while where there
 * are thousands. In between whoever reads a lot that was made from one of `roots` reads it as recalled.
 */
export interface AnnouncedRecall {
  /** Of the recall. */
  _id: string;
  /** Paths of the lots that it names. */
  roots: string[];
  /** Its first event. */
  eventID: string;
}

const text = { type: String, required: true };

export const AnnouncedRecalls = mongoose.model(
  'AnnouncedRecall',
  new mongoose.Schema<AnnouncedRecall>({ _id: text, roots: [String], eventID: text }),
);
