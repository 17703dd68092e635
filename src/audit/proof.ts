/** The proof that an entry is in the log, as a file that `npm run verify-ledger` checks without the server. */
import { DomainError } from '../errors.js';
import { findPositions } from '../ledger/log.model.js';
import { findProofAt } from '../ledger/log.service.js';
import { mayRead, type Actor } from '../policy.js';
import { findRecorded } from './recorded.js';

export interface ProofFile {
  format: 'nguon-proof/1';
  position: number;
  /** 32 bytes, as are the hashes, in hexadecimal. */
  commitment: string;
  /** From the leaf upwards (RFC 6962 section 2.1.1). */
  hashes: string[];
  /** Signed note that names the size and the root of the tree. */
  checkpoint: string;
  /** Where the reader named the event, or may read all of it. */
  eventID?: string;
  /** What opens the commitment: only for whoever may read all of the event. */
  nonce?: string;
  event?: object;
}

/**
 * @param name an eventID, or a position in decimal digits
 * @throws DomainError `not-found` for what is not in the signed log
 */
export async function getProofFile(name: string, reader: Actor | null): Promise<ProofFile> {
  const isPosition = /^(0|[1-9]\d{0,14})$/.test(name);
  const position = isPosition ? Number(name) : (await findPositions([name])).get(name);
  const proof = position === undefined ? null : await findProofAt(position);
  if (!proof) throw new DomainError('not-found');
  return {
    format: 'nguon-proof/1',
    position: proof.position,
    commitment: proof.commitment.toString('hex'),
    hashes: proof.hashes.map((hash) => hash.toString('hex')),
    checkpoint: proof.checkpoint,
    ...(!isPosition && { eventID: proof.event }),
    ...(reader && (await openingOf(proof.event, reader))),
  };
}

/** A producer opens what the own organisation recorded; of others' events it may not know every lot. */
async function openingOf(eventID: string, reader: Actor): Promise<Partial<ProofFile>> {
  const recorded = (await findRecorded([eventID])).get(eventID);
  if (!recorded || !mayRead(reader, recorded)) return {};
  return { eventID, nonce: recorded.nonce.toString('hex'), event: recorded.event };
}
