/** Organisations: the producers of the programme and the authorities. The province office keeps them. */
import { z } from 'zod';
import { companyPrefix, gln } from '../epcis/identifiers.js';
import { DomainError } from '../errors.js';
import { mayEdit, requireRole, type Actor, type By } from '../policy.js';
import { line, photoReference, whole } from './fields.js';
import { Organizations, type Organization } from './organization.model.js';
import { photoFor } from './photo.service.js';
import { trusted } from '../db.js';
import { createRecord, getRecord, idFor, listRecords, pageOfRecords, replaceRecord, type Page } from './records.js';
import { organizationKinds } from './vocabulary.js';

export const organizationInput = z.strictObject({
  name: line(200),
  kind: z.enum(organizationKinds, 'bad-choice'),
  taxId: line(20).optional(),
  gln: gln.optional(),
  companyPrefix: companyPrefix.optional(),
  address: line(200).optional(),
  commune: line(100).optional(),
  province: line(100).optional(),
  phone: line(30).optional(),
  email: z.email('not-an-email').max(200).optional(),
  gaccNumber: line(40).optional(),
  households: whole.pipe(z.number().min(1, 'not-positive').max(100_000)).optional(),
  foundedYear: whole.pipe(z.number().min(1900, 'bad-choice').max(2100, 'bad-choice')).optional(),
  publicContact: line(200).optional(),
  photo: photoReference,
});
export type OrganizationInput = z.output<typeof organizationInput>;

/**
 * @param file its photo: JPEG, PNG or WebP
 * @throws DomainError `role-not-allowed`; `already-exists` when another one has the tax number or the GLN
 * @throws ZodError `bad-photo`
 */
export async function createOrganization(input: OrganizationInput, by: By, file?: Buffer): Promise<Organization> {
  requireRole(by.actor, 'admin');
  const _id = idFor(by, 'organization');
  const photo = await photoFor(input, { organization: _id, by, file });
  const record = { _id, organization: _id, ...input, photo, createdAt: by.now };
  return createRecord(Organizations, record);
}

/** Name, kind, tax number and company prefix are the office's to change; a producer keeps the own address and telephone up to date. */
export async function updateOrganization(
  id: string,
  input: OrganizationInput,
  by: By,
  file?: Buffer,
): Promise<Organization> {
  const before = await getOrganization(id, by.actor);
  if (!mayEdit(by.actor, before)) throw new DomainError('role-not-allowed');
  const { name, kind, taxId, companyPrefix: prefix } = before;
  const fixed = by.actor.role === 'admin' ? {} : { name, kind, taxId, companyPrefix: prefix };
  const photo = await photoFor(input, { organization: id, by, file });
  return replaceRecord(Organizations, id, { ...input, photo, ...fixed }, { actor: by.actor });
}

/** @throws DomainError `not-found` */
export function getOrganization(id: string, actor: Actor): Promise<Organization> {
  return getRecord(Organizations, id, actor);
}

export function listOrganizations(actor: Actor, offset = 0): Promise<Organization[]> {
  return listRecords(Organizations, actor, { sort: 'name', offset });
}

export function pageOfOrganizations(actor: Actor, offset: number): Promise<Page<Organization>> {
  return pageOfRecords(Organizations, actor, { sort: 'name', offset });
}

/** Every organisation, for a choice of an admin. */
export function organizationChoices(): Promise<Pick<Organization, '_id' | 'name' | 'kind'>[]> {
  return Organizations.find({}, { name: 1, kind: 1 }).sort('name').lean();
}

/** For whoever scans a label. Presenters choose what of it is public. */
export function findOrganization(id: string): Promise<Organization | null> {
  return Organizations.findById(id).lean();
}

/** Organisations by their identifier, of those that exist. */
export async function organizationsById(ids: string[]): Promise<Map<string, Organization>> {
  const found = await Organizations.find({ _id: trusted({ $in: [...new Set(ids)] }) }).lean();
  return new Map(found.map((organization) => [organization._id, organization]));
}

/** Names by identifier, of those that exist. */
export async function namesOfOrganizations(ids: string[]): Promise<Map<string, string>> {
  const found = await Organizations.find({ _id: trusted({ $in: [...new Set(ids)] }) }, { name: 1 }).lean();
  return new Map(found.map(({ _id, name }) => [_id, name]));
}
