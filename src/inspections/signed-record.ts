/**
 * The record of a concluded inspection in the form of a passport: a JWT (ES256), which anybody checks with the
 * published keys (`/.well-known/jwks.json`). It says what was so at its `iat` and has no end. Results of laboratories
 * come later: then the record is signed anew, and names the one before by its hash.
 */
import { createHash } from 'node:crypto';
import { type ClientSession } from 'mongoose';
import { signStatement } from '../auth/sign-jwt.js';
import { config } from '../config.js';
import { fromThousandths } from '../epcis/quantity.js';
import { findOrganization } from '../registry/organization.service.js';
import { Locations } from '../registry/location.model.js';
import { CorrectiveActions, type CorrectiveAction } from './corrective-action.model.js';
import { Inspections, type Conclusion, type Inspection } from './record.model.js';
import { Samples, type LabReport, type Sample } from './sample.model.js';

export const signedType = 'ocop-inspection+jwt';

interface Signed {
  signed: string;
  sha256: string;
}

/** @param more.replaces SHA-256 of the record before */
export async function signRecord(
  inspection: Inspection,
  conclusion: Omit<Conclusion, 'signed' | 'sha256' | 'later'>,
  more: { at: Date; samples: Sample[]; replaces?: string; session: ClientSession },
): Promise<Signed> {
  const { _id, lot, checklist, begun, photos, reinspects } = inspection;
  const [organization, place, actions] = await Promise.all([
    findOrganization(inspection.organization),
    inspection.place ? Locations.findById(inspection.place).lean() : null,
    actionsAround(inspection, more.session),
  ]);
  const { eventTime, result, summary, inspector, authority } = conclusion;
  const payload = {
    iss: config.publicUrl,
    sub: `${config.publicUrl}/inspections/${_id}`,
    iat: Math.floor(more.at.getTime() / 1000),
    ...(more.replaces && { replaces: more.replaces }),
    organization: { id: inspection.organization, name: organization?.name ?? '' },
    ...(lot && { lot: `${config.publicUrl}/${lot}` }),
    ...(place && { place: place.name }),
    inspector: { name: inspector, authority },
    ...{ eventTime, result, summary },
    checklist: { id: checklist, version: begun?.version, name: begun?.names.vi },
    findings: findingsOf(inspection),
    photos: photos.map(({ sha256, code }) => ({ sha256, ...(code && { code }) })),
    samples: more.samples.map(({ code, quantity, uom, takenAt, sealedBy, reports }) => {
      return { code, quantity: fromThousandths(quantity), uom, takenAt, sealedBy, reports: reports.map(reportOf) };
    }),
    correctiveActions: actions.map(actionOf),
    ...(reinspects && { reinspects }),
  };
  const signed = signStatement(payload, { typ: signedType });
  return { signed, sha256: createHash('sha256').update(signed).digest('hex') };
}

/**
 * Signs the record of an inspection anew where it is concluded, with all that is known in the session.
 * @returns the hash of the new record; null where there is none to replace
 */
export async function signAgain(inspection: string, at: Date, session: ClientSession): Promise<string | null> {
  const found = await Inspections.findById(inspection, null, { session }).lean();
  if (!found?.concluded) return null;
  const samples = await Samples.find({ inspection }, null, { session }).sort('takenAt').lean();
  const replaces = latestRecord(found.concluded).sha256;
  const signed = await signRecord(found, found.concluded, { at, samples, replaces, session });
  await Inspections.updateOne({ _id: inspection }, { $push: { 'concluded.later': { at, ...signed } } }, { session });
  return signed.sha256;
}

/** All records that were signed, the first one first. */
export function recordsOf({ at, signed, sha256, later }: Conclusion): (Signed & { at: Date })[] {
  return [{ at, signed, sha256 }, ...(later ?? [])];
}

export function latestRecord(conclusion: Conclusion): Signed & { at: Date } {
  return recordsOf(conclusion).at(-1) ?? conclusion;
}

/** Those that the inspection led to, and the one that it looked at again. One after the other: it is one session. */
async function actionsAround({ _id, reinspects }: Inspection, session: ClientSession): Promise<CorrectiveAction[]> {
  const looked = await CorrectiveActions.find({ _id: reinspects ?? '' }, null, { session }).lean();
  const ordered = await CorrectiveActions.find({ inspection: _id }, null, { session }).sort('createdAt').lean();
  return [...looked, ...ordered];
}

function findingsOf({ begun, answers }: Inspection) {
  const found = new Map(answers.map((answer) => [answer.code, answer]));
  return (begun?.items ?? []).map(({ code, text }) => {
    const { finding, note } = found.get(code) ?? {};
    return { code, text: text.vi, finding, ...(note && { note }) };
  });
}

/** `value` null: not detected; `limit` null: nothing may be detected. Decimals are texts, as the laboratory wrote them. */
function reportOf({ laboratory, number, reportedOn, file, verdict, results }: LabReport) {
  return {
    ...{ laboratory, ...(number && { number }), reportedOn, ...(file && { file }), verdict },
    results: results.map(({ parameter, value, unit, comparison, limit, verdict: one }) => {
      return { parameter, value, ...(unit && { unit }), comparison, limit, verdict: one };
    }),
  };
}

function actionOf({ _id: id, code, demand, dueOn, state }: CorrectiveAction) {
  return { id, ...(code && { code }), demand, dueOn, state };
}
