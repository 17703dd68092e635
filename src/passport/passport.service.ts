/** Issues the passport of a lot or package to whoever asks. Nothing of it is stored: it can be made again at any time. */
import { randomUUID } from 'node:crypto';
import { config } from '../config.js';
import { namespace } from '../db.js';
import { lotPath, readLotPath } from '../epcis/identifiers.js';
import { localDay } from '../epcis/time.js';
import { DomainError } from '../errors.js';
import { findGenuineLabel } from '../labels/verify.js';
import { isWithdrawn } from '../lots/balance.js';
import { organizationUri } from '../lots/effects.js';
import { Lots } from '../lots/lot.model.js';
import { provenanceOf } from '../public/provenance.js';
import { findProductByKey } from '../registry/product.service.js';
import { type Issue } from './credential.js';
import { factsOf, type Facts } from './facts.js';
import { proofOf } from './log-proof.js';
import { issuerDid } from './sign.js';

export interface Passport {
  facts: Facts;
  issue: Issue;
  /** Name for its file, without the ending. */
  fileName: string;
}

/**
 * @param path of the lot, in any case @param serialText of a package, as people type it
 * @throws DomainError `not-found`, also for a serial that is not genuine
 */
export async function buildPassport(path: string, serialText: string | undefined, now: Date): Promise<Passport> {
  const name = readLotPath(path);
  const [product, lot] = await Promise.all([
    name && findProductByKey(name.productKey),
    name && Lots.findById(lotPath(name.productKey, name.code)).lean(),
  ]);
  if (!product || !lot || isWithdrawn(lot)) throw new DomainError('not-found');
  const unit = serialText === undefined ? null : findGenuineLabel(lot, serialText, []);
  if (serialText !== undefined && !unit) throw new DomainError('not-found');
  const provenance = await provenanceOf(lot, product);
  const first = provenance.events.find(({ lots }) => lots.includes(lot._id));
  const log = first ? await proofOf(first._id) : null;
  const issue = {
    id: `urn:uuid:${randomUUID()}`,
    issuer: issuerDid(),
    publicUrl: config.publicUrl,
    path: unit ? `${lot._id}/21/${unit.serial}` : lot._id,
    producerUri: organizationUri(lot.organization, namespace()),
    issuedAt: now,
  };
  const parts = [lot.code.replace(/[^\w.-]/g, '_'), ...(unit ? [unit.serial] : [])];
  return {
    facts: factsOf(provenance, unit, log, localDay(now, config.utcOffset)),
    issue,
    fileName: `passport-${parts.join('-')}`,
  };
}
