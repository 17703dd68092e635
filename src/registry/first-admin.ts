/** The way into an empty store: somebody has to make the first account. */
import { join } from 'node:path';
import { passwordMatches, randomPassword } from '../auth/password.js';
import { writePrivateFile } from '../auth/private-file.js';
import { Users } from '../auth/user.model.js';
import { type By } from '../policy.js';
import { createOrganization, organizationInput } from './organization.service.js';
import { createUser, newUser } from './user.service.js';

/** In `DATA_DIR`, mode 0600: `{email, password}`. Whoever has signed in and changed the password deletes it. */
export const firstAdminFile = 'first-admin.json';

const email = 'admin@nguon.example'; // RFC 2606: nobody's address

/**
 * Makes an admin, of an authority to be named properly later, in a store without any account. The file is written
 * first: a start that was cut short before the account was made writes another one.
 */
export async function ensureFirstAdmin(dataDir: string, now = new Date()): Promise<void> {
  if (await Users.exists({})) return;
  const password = randomPassword();
  await writePrivateFile(join(dataDir, firstAdminFile), { email, password });
  const by: By = { actor: { id: 'setup', name: '', role: 'admin', organization: '' }, now, key: 'first-admin' };
  const office = organizationInput.parse({ name: 'Văn phòng điều phối OCOP', kind: 'authority' });
  const { _id: organization } = await createOrganization(office, by);
  const account = newUser.parse({ name: 'Quản trị viên', email, role: 'admin', organization, password });
  const { passwordHash } = await createUser(account, by);
  if (await passwordMatches(passwordHash, password)) return;
  throw new Error('Another process made the first account at the same moment: its data folder has the sign-in');
}
