/** Accounts: who may sign in, for which organisation, in which role. The province office keeps them. */
import { z } from 'zod';
import { goodPassword, hashPassword } from '../auth/password.js';
import { Sessions } from '../auth/session.model.js';
import { Users, type User } from '../auth/user.model.js';
import { duplicateField } from '../db.js';
import { DomainError } from '../errors.js';
import { requireRole, roles, type Actor, type By, type Role } from '../policy.js';
import { line, reference, tick } from './fields.js';
import { Organizations } from './organization.model.js';
import { createRecord, getRecord, idFor, pageOfRecords, type Page } from './records.js';

const account = {
  name: line(200),
  email: z.string().trim().toLowerCase().pipe(z.email('not-an-email').max(200)),
  role: z.enum(roles, 'bad-choice'),
  organization: reference,
};

export const newUser = z.strictObject({ ...account, password: goodPassword });
/** Without a password the old one stays. */
export const userChange = z.strictObject({ ...account, password: goodPassword.optional(), disabled: tick });

/** @throws DomainError `role-not-allowed`, `not-found` (organisation), `wrong-organization`, `already-exists` (email) */
export async function createUser(input: z.output<typeof newUser>, by: By): Promise<User> {
  requireRole(by.actor, 'admin');
  await checkOrganization(input);
  const { password: secret, ...facts } = input;
  const passwordHash = await hashPassword(secret);
  return createRecord(Users, { _id: idFor(by, 'user'), ...facts, passwordHash, createdAt: by.now });
}

/**
 * A disabled account, a new password and a new role end every session of the account.
 * @throws as {@link createUser}; `own-account` for an admin who would lock the own account out
 */
export async function updateUser(id: string, input: z.output<typeof userChange>, by: By): Promise<User> {
  requireRole(by.actor, 'admin');
  const before = await getUser(id, by.actor);
  await checkOrganization(input);
  if (id === by.actor.id && (input.disabled || input.role !== 'admin')) {
    throw new DomainError('own-account', {}, input.disabled ? 'disabled' : 'role');
  }
  const { password: secret, disabled, ...facts } = input;
  const change = {
    ...facts,
    disabledAt: disabled ? (before.disabledAt ?? by.now) : null,
    ...(secret !== undefined && { passwordHash: await hashPassword(secret), passwordChangedAt: by.now }),
  };
  const after = await store(id, change);
  if (disabled || secret !== undefined || input.role !== before.role) await Sessions.deleteMany({ user: id });
  return after;
}

async function store(id: string, change: Partial<User>): Promise<User> {
  try {
    const after = await Users.findOneAndUpdate({ _id: id }, { $set: change }, { returnDocument: 'after' }).lean();
    if (!after) throw new DomainError('not-found');
    return after;
  } catch (error) {
    if (!duplicateField(error)) throw error;
    throw new DomainError('already-exists', { value: change.email ?? '' }, 'email');
  }
}

/** Producers work for a producer, inspectors and admins for an authority. */
async function checkOrganization({ role, organization }: { role: Role; organization: string }): Promise<void> {
  const found = await Organizations.findById(organization, { kind: 1 }).lean();
  if (!found) throw new DomainError('not-found', {}, 'organization');
  if ((found.kind === 'authority') === (role === 'producer')) {
    throw new DomainError('wrong-organization', {}, 'organization');
  }
}

/** @throws DomainError `role-not-allowed`, `not-found` */
export function getUser(id: string, actor: Actor): Promise<User> {
  requireRole(actor, 'admin');
  return getRecord(Users, id, actor);
}

export function pageOfUsers(actor: Actor, offset: number): Promise<Page<User>> {
  requireRole(actor, 'admin');
  return pageOfRecords(Users, actor, { sort: 'name', offset });
}
