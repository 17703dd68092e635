/** Passwords: argon2id with the parameters of OWASP ASVS 5.0 (46 MiB, one pass), two computations at a time. */
import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';
import { newId } from '../db.js';

/** Length is what makes a password strong; no rule about its characters (OWASP ASVS 5.0, 6.2.1 and 6.2.5). */
export const goodPassword = z.string().min(8).max(200);

/** The library's algorithm is argon2id unless told otherwise. */
const parameters = { memoryCost: 47_104, timeCost: 1, parallelism: 1 };

/** Each takes 46 MiB: a flood of sign-ins waits in line instead of eating the machine. */
const atOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

/** Keyboards write a Vietnamese letter in one or in several characters; both are the same password. */
const typed = (password: string) => password.normalize('NFC');

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(typed(password), parameters));
}

/** An unknown account costs as much time as a wrong password, so that answers do not tell who has one. */
export async function passwordMatches(passwordHash: string | undefined, password: string): Promise<boolean> {
  const stored = passwordHash ?? (await (noOne ??= hashPassword('no account has this password')));
  const matches = await inTurn(() => verify(stored, typed(password)));
  return matches && passwordHash !== undefined;
}

let noOne: Promise<string> | undefined;

/** For an account that the server makes itself: 80 random bits, in groups of four to be typed. */
export function randomPassword(): string {
  return newId().replace(/.{4}(?=.)/g, '$&-');
}
