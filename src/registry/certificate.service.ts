/** Certificates of an organisation or of one product. */
import { z } from 'zod';
import { addDays, day } from '../epcis/time.js';
import { DomainError } from '../errors.js';
import { checkAlways } from '../http/check-always.js';
import { mayEdit, type Actor, type By } from '../policy.js';
import { keepAttachment } from './attachment.service.js';
import { Certificates, type Certificate } from './certificate.model.js';
import { fileHash, inOrder, line, organizationReference, reference } from './fields.js';
import { getProduct } from './product.service.js';
import {
  createRecord,
  getRecord,
  idFor,
  listRecords,
  ownerFor,
  pageOfRecords,
  replaceRecord,
  type Page,
} from './records.js';
import { certificateTypes } from './vocabulary.js';

export const certificateInput = z
  .strictObject({
    organization: organizationReference,
    type: z.enum(certificateTypes, 'bad-choice'),
    number: line(60),
    issuer: line(200),
    issuedOn: day,
    expiresOn: day.optional(),
    product: reference.optional(),
    fileSha256: fileHash.optional(),
  })
  .check(checkAlways(({ value, issues }) => inOrder(value.issuedOn, value.expiresOn, ['expiresOn'], issues)));
export type CertificateInput = z.output<typeof certificateInput>;

/**
 * @param file the certificate itself: PDF, JPEG or PNG; its hash takes the place of a typed one
 * @throws DomainError `not-found` when the product is not there or not of the organisation
 * @throws ZodError `bad-file`
 */
export async function createCertificate(input: CertificateInput, by: By, file?: Buffer): Promise<Certificate> {
  const organization = await ownerFor(by.actor, input.organization);
  const facts = await completed(input, organization, by, file);
  return createRecord(Certificates, { _id: idFor(by, 'certificate'), ...facts, organization, createdAt: by.now });
}

/** @throws as {@link createCertificate}; `role-not-allowed` */
export async function updateCertificate(
  id: string,
  input: CertificateInput,
  by: By,
  file?: Buffer,
): Promise<Certificate> {
  const before = await getCertificate(id, by.actor);
  if (!mayEdit(by.actor, before)) throw new DomainError('role-not-allowed');
  const facts = await completed(input, before.organization, by, file);
  return replaceRecord(Certificates, id, facts, { actor: by.actor });
}

async function completed(input: CertificateInput, organization: string, by: By, file?: Buffer) {
  const product = input.product && (await getProduct(input.product, by.actor, 'product'));
  if (product && product.organization !== organization) throw new DomainError('not-found', {}, 'product');
  return file ? { ...input, fileSha256: await keepAttachment(file, organization, by) } : input;
}

/** Days before its end from which a certificate is to be renewed. */
const daysOfWarning = 90;

export type CertificateState = 'valid' | 'expires-soon' | 'expired' | 'not-yet';

/** @param today `2026-10-02`; the last day of a certificate still counts */
export function certificateState(
  { issuedOn, expiresOn }: Pick<Certificate, 'issuedOn' | 'expiresOn'>,
  today: string,
): CertificateState {
  if (today < issuedOn) return 'not-yet';
  if (!expiresOn) return 'valid';
  if (expiresOn < today) return 'expired';
  return expiresOn <= addDays(today, daysOfWarning) ? 'expires-soon' : 'valid';
}

/** @throws DomainError `not-found` */
export function getCertificate(id: string, actor: Actor): Promise<Certificate> {
  return getRecord(Certificates, id, actor);
}

export function listCertificates(actor: Actor, offset = 0): Promise<Certificate[]> {
  return listRecords(Certificates, actor, { sort: 'expiresOn', offset });
}

export function pageOfCertificates(actor: Actor, offset: number): Promise<Page<Certificate>> {
  return pageOfRecords(Certificates, actor, { sort: 'expiresOn', offset });
}

/** Those that a product can show: of its organisation, for all products or for this one. */
export function certificatesForProduct(product: { _id: string; organization: string }): Promise<Certificate[]> {
  return Certificates.find({ organization: product.organization })
    .sort('expiresOn')
    .lean()
    .then((found) => found.filter((certificate) => !certificate.product || certificate.product === product._id));
}
