/**
 * The record of a concluded inspection in the form of a passport: a JWT (ES256), which anybody checks with the
 * published keys (`/.well-known/jwks.json`). It says what was so at its `iat` and has no end.
 */
import { signStatement } from '../auth/sign-jwt.js';
import { config } from '../config.js';
import { fromThousandths } from '../epcis/quantity.js';
import { findOrganization } from '../registry/organization.service.js';
import { Locations } from '../registry/location.model.js';
import { type Conclusion, type Inspection } from './record.model.js';
import { type Sample } from './sample.model.js';

export const signedType = 'ocop-inspection+jwt';

export async function signRecord(
  inspection: Inspection,
  conclusion: Omit<Conclusion, 'signed' | 'sha256'>,
  samples: Sample[],
): Promise<string> {
  const [organization, place] = await Promise.all([
    findOrganization(inspection.organization),
    inspection.place ? Locations.findById(inspection.place).lean() : null,
  ]);
  const { _id, lot, checklist, begun, answers, photos, reinspects } = inspection;
  const { at, eventTime, result, summary, inspector, authority } = conclusion;
  const found = new Map(answers.map((answer) => [answer.code, answer]));
  const payload = {
    iss: config.publicUrl,
    sub: `${config.publicUrl}/inspections/${_id}`,
    iat: Math.floor(at.getTime() / 1000),
    organization: { id: inspection.organization, name: organization?.name ?? '' },
    ...(lot && { lot: `${config.publicUrl}/${lot}` }),
    ...(place && { place: place.name }),
    inspector: { name: inspector, authority },
    ...{ eventTime, result, summary },
    checklist: { id: checklist, version: begun?.version, name: begun?.names.vi },
    findings: (begun?.items ?? []).map(({ code, text }) => {
      const { finding, note } = found.get(code) ?? {};
      return { code, text: text.vi, finding, ...(note && { note }) };
    }),
    photos: photos.map(({ sha256, code }) => ({ sha256, ...(code && { code }) })),
    samples: samples.map(({ code, quantity, uom, takenAt, sealedBy }) => {
      return { code, quantity: fromThousandths(quantity), uom, takenAt, sealedBy };
    }),
    ...(reinspects && { reinspects }),
  };
  return signStatement(payload, { typ: signedType });
}
