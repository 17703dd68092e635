/** Issues the passport of a lot or package to whoever asks. Nothing of it is stored: it can be made again. */
import { randomUUID } from 'node:crypto';
import { config } from '../config.js';
import { namespace } from '../db.js';
import { lotPath, readLotPath } from '../epcis/identifiers.js';
import { localDay } from '../epcis/time.js';
import { DomainError } from '../errors.js';
import { bindingOf, findBlanks } from '../labels/blank.service.js';
import { findLabelIndex } from '../labels/label.service.js';
import { findGenuineBlank, findGenuineLabel, type GenuineLabel } from '../labels/verify.js';
import { isWithdrawn } from '../lots/balance.js';
import { organizationUri } from '../lots/effects.js';
import { partsOf } from '../lots/label-life.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { provenanceOf } from '../public/provenance.js';
import { findProductByKey } from '../registry/product.service.js';
import { type Issue } from './credential.js';
import { factsOf, type Facts, type Unit } from './facts.js';
import { proofOf } from './log-proof.js';
import { issuerDid } from './sign.js';

export interface Passport {
  facts: Facts;
  issue: Issue;
  /** The lot, also where the passport is of one of its packages. */
  lot: string;
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
  const unit = serialText === undefined ? null : await findUnit(lot, product.key, serialText);
  if (serialText !== undefined && !unit) throw new DomainError('not-found');
  const provenance = await provenanceOf(lot, product);
  const first = provenance.events.find(({ lots }) => lots.includes(lot._id));
  const log = first ? await proofOf(first._id) : null;
  const issue = {
    id: `urn:uuid:${randomUUID()}`,
    issuer: issuerDid(),
    publicUrl: config.publicUrl,
    path: unit?.path ?? lot._id,
    producerUri: organizationUri(lot.organization, namespace()),
    issuedAt: now,
  };
  const parts = [lot.code.replace(/[^\w.-]/g, '_'), ...(unit ? [unit.serial] : [])];
  return {
    facts: factsOf(provenance, unit, log, localDay(now, config.utcOffset)),
    issue,
    lot: lot._id,
    fileName: `passport-${parts.join('-')}`,
  };
}

/** A label of the lot, be it issued for it or printed blank and bound to it since. */
async function findUnit(lot: Lot, productKey: string, serialText: string): Promise<(Unit & { path: string }) | null> {
  const own = await findGenuineLabel(lot, serialText, []);
  if (own) return unitOf(lot, own, `${lot._id}/21/${own.serial}`);
  const blanks = await findBlanks(productKey);
  const blank = blanks && (await findGenuineBlank(blanks, serialText, []));
  const index = blank && bindingOf(blanks, blank.index) === lot._id ? findLabelIndex(lot, blank.serial) : null;
  return blank && index !== null ? unitOf(lot, { ...blank, index }, `${productKey}/21/${blank.serial}`) : null;
}

function unitOf(lot: Lot, { serial, withdrawal, index }: GenuineLabel, path: string): Unit & { path: string } {
  const [part] = partsOf(lot.labels, { from: index, count: 1 });
  return { serial, withdrawal, isVoid: part?.state === 'void', path };
}
