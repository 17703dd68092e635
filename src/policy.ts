/** Who acts, and who may do what. A record of somebody else is `not-found`, whether it exists or not. */
import { DomainError } from './errors.js';

export const roles = ['admin', 'producer', 'inspector'] as const;
export type Role = (typeof roles)[number];

export interface Actor {
  id: string;
  name: string;
  role: Role;
  /** The organisation a producer works for; an admin and an inspector belong to an authority. */
  organization: string;
}

/** Who asks, when, and under which idempotency key. Every service takes it. */
export interface By {
  actor: Actor;
  now: Date;
  /** The same key and input give the same result; a fresh one where the client sent none. */
  key: string;
  /** SHA-256 of what was asked under the key, so that another request under it is noticed. */
  fingerprint?: string;
}

/** @throws DomainError `role-not-allowed` */
export function requireRole(actor: Actor, ...allowed: Role[]): void {
  if (!allowed.includes(actor.role)) throw new DomainError('role-not-allowed');
}

/** Admins and inspectors read everything, a producer what belongs to the own organisation. */
export function mayRead(actor: Actor, record: { organization: string }): boolean {
  return actor.role !== 'producer' || record.organization === actor.organization;
}

/** Admins keep the whole registry, a producer what belongs to the own organisation; inspectors change nothing in it. */
export function mayEdit(actor: Actor, record: { organization: string }): boolean {
  return actor.role === 'admin' || (actor.role === 'producer' && record.organization === actor.organization);
}

/** A mongo filter for what {@link mayRead} allows. */
export function readable(actor: Actor): { organization?: string } {
  return actor.role === 'producer' ? { organization: actor.organization } : {};
}
