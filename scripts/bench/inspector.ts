/** An inspector for a bench. */
import { issueToken } from '../../src/auth/session.service.js';
import { Users } from '../../src/auth/user.model.js';
import { Organizations } from '../../src/registry/organization.model.js';

/** @returns what to send as `Authorization` */
export async function signUpInspector(): Promise<string> {
  const office = { _id: 'office', organization: 'office', name: 'Office', kind: 'authority' as const };
  await Organizations.create({ ...office, createdAt: new Date() });
  const user = { _id: 'inspector', email: 'inspector@nguon.test', name: 'Inspector', role: 'inspector' as const };
  await Users.create({ ...user, organization: 'office', passwordHash: 'none', createdAt: new Date() });
  return `Bearer ${issueToken({ ...user, organization: 'office', passwordHash: 'none', createdAt: new Date() }).accessToken}`;
}
