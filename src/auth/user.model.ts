import mongoose from 'mongoose';
import { roles, type Role } from '../policy.js';

export interface User {
  _id: string;
  /** Lower case; unique. */
  email: string;
  name: string;
  role: Role;
  organization: string;
  /** argon2id, with its parameters and salt. */
  passwordHash: string;
  /** Tokens issued before are not taken any more. */
  passwordChangedAt?: Date | null;
  disabledAt?: Date | null;
  createdAt: Date;
}

const text = { type: String, required: true };

export const Users = mongoose.model(
  'User',
  new mongoose.Schema<User>({
    _id: text,
    email: text,
    name: text,
    role: { type: String, enum: roles, required: true },
    organization: text,
    passwordHash: text,
    passwordChangedAt: Date,
    disabledAt: Date,
    createdAt: { type: Date, required: true },
  }).index({ email: 1 }, { unique: true }),
);
