import mongoose from 'mongoose';

/** A page token that its holder took back before it expired. */
interface WithdrawnToken {
  /** Hash of the token. */
  _id: string;
  /** From then on it is refused in any case. */
  expiresAt: Date;
}

const schema = new mongoose.Schema<WithdrawnToken>({
  _id: { type: String, required: true },
  expiresAt: { type: Date, required: true },
}).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const WithdrawnTokens = mongoose.model('WithdrawnToken', schema);
