/** Certificates of an organisation or of one product. */
import { z } from 'zod';
import { day } from '../epcis/time.js';
import { type Actor, type By } from '../policy.js';
import { Certificates, type Certificate } from './certificate.model.js';
import { inOrder, line, organizationReference, reference } from './fields.js';
import { getProduct } from './product.service.js';
import { createRecord, getRecord, idFor, listRecords, ownerFor, replaceRecord } from './records.js';
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
    fileSha256: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[0-9a-f]{64}$/, 'not-a-hash')
      .optional(),
  })
  .check(({ value, issues }) => inOrder(value.issuedOn, value.expiresOn, ['expiresOn'], issues));
export type CertificateInput = z.output<typeof certificateInput>;

/** @throws DomainError `not-found` when the product is not there or not theirs */
export async function createCertificate(input: CertificateInput, by: By): Promise<Certificate> {
  const organization = await ownerFor(by.actor, input.organization);
  if (input.product) await getProduct(input.product, by.actor, 'product');
  return createRecord(Certificates, { _id: idFor(by, 'certificate'), ...input, organization, createdAt: by.now });
}

export async function updateCertificate(id: string, input: CertificateInput, by: By): Promise<Certificate> {
  if (input.product) await getProduct(input.product, by.actor, 'product');
  return replaceRecord(Certificates, id, input, { actor: by.actor });
}

/** @throws DomainError `not-found` */
export function getCertificate(id: string, actor: Actor): Promise<Certificate> {
  return getRecord(Certificates, id, actor);
}

export function listCertificates(actor: Actor, offset = 0): Promise<Certificate[]> {
  return listRecords(Certificates, actor, { sort: 'expiresOn', offset });
}

/** Those that a product can show: of its organisation, for all products or for this one. */
export function certificatesForProduct(product: { _id: string; organization: string }): Promise<Certificate[]> {
  return Certificates.find({ organization: product.organization })
    .sort('expiresOn')
    .lean()
    .then((found) => found.filter((certificate) => !certificate.product || certificate.product === product._id));
}
