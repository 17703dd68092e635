/**
 * The proof that the event which made a lot is in the log, as a passport carries it. It names neither the event nor
 * what opens its commitment: quantities and workers are the producer's business, and an eventID is a hash of them.
 */
import { findPositions } from '../ledger/log.model.js';
import { findProofAt } from '../ledger/log.service.js';

export interface LogProof {
  position: number;
  /** 32 bytes, as are the hashes, in hexadecimal. */
  commitment: string;
  /** From the leaf upwards (RFC 6962 section 2.1.1). */
  hashes: string[];
  /** Signed note that names size and root of the tree, in base64: headers of a JWT are written in ASCII. */
  checkpoint: string;
}

/** Null in the first second of an event, before a checkpoint has it. */
export async function proofOf(eventID: string): Promise<LogProof | null> {
  const position = (await findPositions([eventID])).get(eventID);
  const proof = position === undefined ? null : await findProofAt(position);
  return (
    proof && {
      position: proof.position,
      commitment: proof.commitment.toString('hex'),
      hashes: proof.hashes.map((hash) => hash.toString('hex')),
      checkpoint: Buffer.from(proof.checkpoint).toString('base64'),
    }
  );
}
