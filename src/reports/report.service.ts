/** Problems that people report from a label's page. Anybody may send one; inspectors read and close them. */
import { z } from 'zod';
import { isDuplicateKey } from '../db.js';
import { lotPath } from '../epcis/identifiers.js';
import { readTypedCode } from '../epcis/typed-code.js';
import { DomainError } from '../errors.js';
import { Lots } from '../lots/lot.model.js';
import { requireRole, type Actor, type By } from '../policy.js';
import { line } from '../registry/fields.js';
import { findProductByKey } from '../registry/product.service.js';
import { reportKinds, Reports, type Report } from './report.model.js';

const longText = z.string().trim().normalize('NFC').min(1, 'required').max(2000);

export const newReport = z.strictObject({
  label: line(500).optional(),
  kind: z.enum(reportKinds, 'bad-choice'),
  words: longText,
  contact: line(200).optional(),
});
export const newClosure = z.strictObject({ note: longText });

/** @param form its name: sent twice, it is one report */
export async function fileReport(input: z.output<typeof newReport>, form: string, now: Date): Promise<void> {
  const code = readTypedCode(input.label ?? '');
  const product = code && (await findProductByKey(code.productKey));
  const path = code?.lot ? lotPath(code.productKey, code.lot) : null;
  const lot = product && path && (await Lots.exists({ _id: path })) ? path : null;
  try {
    await Reports.create({ _id: form, ...input, product: product?._id, lot, at: now, state: 'open' });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

export const readers = ['inspector', 'admin'] as const;
export const pageSize = 50;

/** The latest first; `more`: there are others after them. */
export async function listReports(
  actor: Actor,
  { state, offset }: { state: Report['state']; offset: number },
): Promise<{ reports: Report[]; more: boolean }> {
  requireRole(actor, ...readers);
  const found = await Reports.find({ state })
    .sort('-at')
    .skip(offset)
    .limit(pageSize + 1)
    .lean();
  return { reports: found.slice(0, pageSize), more: found.length > pageSize };
}

/** @throws DomainError `not-found` */
export async function getReport(id: string, actor: Actor): Promise<Report> {
  requireRole(actor, ...readers);
  const report = await Reports.findById(id).lean();
  if (!report) throw new DomainError('not-found');
  return report;
}

/**
 * Closes a report with what was done. The contact of who sent it is deleted: it was given for this matter.
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when it is closed already
 */
export async function closeReport(id: string, { note }: z.output<typeof newClosure>, by: By): Promise<Report> {
  requireRole(by.actor, 'inspector');
  const closure = { at: by.now, by: by.actor.name, note };
  const closed = await Reports.findOneAndUpdate(
    { _id: id, state: 'open' },
    { $set: { state: 'closed', closure }, $unset: { contact: 1 } },
    { returnDocument: 'after' },
  ).lean();
  if (closed) return closed;
  await getReport(id, by.actor);
  throw new DomainError('wrong-state');
}
