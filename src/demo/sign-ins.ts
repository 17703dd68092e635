/** What the demo hands to whoever tries it: sign-ins with random passwords, and links of labels. */
import { join } from 'node:path';
import { z } from 'zod';
import { randomPassword } from '../auth/password.js';
import { findPrivateFile, writePrivateFile } from '../auth/private-file.js';
import { accounts, organizations } from './organizations.js';

const accountsFile = z.array(
  z.object({ role: z.string(), email: z.string(), password: z.string().min(8), organization: z.string() }),
);

/**
 * Passwords by email, as in `demo-accounts.json`; without a whole file new ones, which are written before any account
 * has them.
 */
export async function openSignIns(dataDir: string): Promise<Map<string, string>> {
  const path = join(dataDir, 'demo-accounts.json');
  const written = new Map((await findPrivateFile(path, accountsFile))?.map(({ email, password }) => [email, password]));
  if (accounts.every(({ email }) => written.has(email))) return written;
  const rows = accounts.map(({ role, email, organization }) => ({
    role,
    email,
    password: randomPassword(),
    organization: organizations[organization].name,
  }));
  await writePrivateFile(path, rows);
  return new Map(rows.map(({ email, password }) => [email, password]));
}
