/** Who is it: sign-in, sessions by reference cookie, bearer tokens. */
import { createHash, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { config } from '../config.js';
import { trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { type Actor } from '../policy.js';
import { keys } from './keys.js';
import { passwordMatches } from './password.js';
import { sessionHours, Sessions } from './session.model.js';
import { Users, type User } from './user.model.js';

export const credentials = z.strictObject({
  email: z.string().trim().toLowerCase().min(1, 'required').max(200),
  password: z.string().min(1, 'required').max(200),
});

/** @throws DomainError `sign-in-failed`, the same for an unknown account, a wrong password and a disabled account */
export async function signIn({ email, password }: z.output<typeof credentials>): Promise<User> {
  const user = await Users.findOne({ email }).lean();
  const matches = await passwordMatches(user?.passwordHash, password);
  if (!user || !matches || user.disabledAt) throw new DomainError('sign-in-failed', {}, 'password');
  return user;
}

/** A fresh session; gives the token for the cookie, 256 random bits. */
export async function openSession(user: User, now: Date): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await Sessions.create({ _id: referenceOf(token), user: user._id, createdAt: now, lastSeenAt: now });
  return token;
}

export async function closeSession(token: string): Promise<void> {
  await Sessions.deleteOne({ _id: referenceOf(token) });
}

/** @param but the token of the session that stays */
export async function closeOtherSessions(user: string, but: string): Promise<void> {
  await Sessions.deleteMany({ user, _id: trusted({ $ne: referenceOf(but) }) });
}

export async function findActorOfSession(token: string, now: Date): Promise<Actor | null> {
  const session = await Sessions.findById(referenceOf(token)).lean();
  if (!session) return null;
  const hours = (since: Date) => (now.getTime() - since.getTime()) / 3_600_000;
  if (hours(session.createdAt) > sessionHours.absolute || hours(session.lastSeenAt) > sessionHours.idle) return null;
  if (hours(session.lastSeenAt) > 0.1) await Sessions.updateOne({ _id: session._id }, { $set: { lastSeenAt: now } });
  return findActor(session.user);
}

const tokenSeconds = 15 * 60;
const tokenType = 'at+jwt'; // RFC 9068
const audience = `${config.publicUrl}/api`;

/** `{accessToken, tokenType, expiresIn}`; expiresIn in seconds. */
export function issueToken(user: User): { accessToken: string; tokenType: 'Bearer'; expiresIn: number } {
  const key = keys().token.active();
  const accessToken = jwt.sign({}, key.privateKey, {
    algorithm: 'ES256',
    header: { alg: 'ES256', typ: tokenType, kid: key.kid },
    issuer: config.publicUrl,
    audience,
    subject: user._id,
    expiresIn: tokenSeconds,
  });
  return { accessToken, tokenType: 'Bearer', expiresIn: tokenSeconds };
}

/**
 * @throws DomainError `unauthenticated` for a token that is not ours, of another kind, past its time, or older than the
 * password
 */
export async function actorOfToken(token: string): Promise<Actor> {
  const { sub = '', iat = 0 } = claimsOf(token) ?? {};
  const actor = await findActor(sub, iat);
  if (!actor) throw new DomainError('unauthenticated');
  return actor;
}

function claimsOf(token: string): jwt.JwtPayload | undefined {
  const header = jwt.decode(token, { complete: true })?.header;
  const key = header?.typ === tokenType && header.kid ? keys().token.byKid(header.kid) : undefined;
  if (!key) return undefined;
  try {
    const claims = jwt.verify(token, key.publicKey, { algorithms: ['ES256'], issuer: config.publicUrl, audience });
    return typeof claims === 'object' ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** @param tokenSecond when the token was issued, in seconds; a session ends by itself with the password */
async function findActor(id: string, tokenSecond = Infinity): Promise<Actor | null> {
  const user = await Users.findById(id).lean();
  if (!user || user.disabledAt) return null;
  if (user.passwordChangedAt && tokenSecond < Math.floor(user.passwordChangedAt.getTime() / 1000)) return null;
  return { id: user._id, name: user.name, role: user.role, organization: user.organization };
}

function referenceOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
