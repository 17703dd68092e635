import mongoose from 'mongoose';

/** A browser that is signed in. The store knows only the hash of what its cookie holds. */
export interface Session {
  /** SHA-256 of the token in the cookie, hex. */
  _id: string;
  user: string;
  createdAt: Date;
  lastSeenAt: Date;
}

/** Longest life of a session, and how long it may lie idle. */
export const sessionHours = { absolute: 24 * 14, idle: 24 * 3 };

export const Sessions = mongoose.model(
  'Session',
  new mongoose.Schema<Session>({
    _id: { type: String, required: true },
    user: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
  })
    .index({ user: 1 })
    .index({ createdAt: 1 }, { expireAfterSeconds: sessionHours.absolute * 3600 }),
);
