/** The proof of one entry, by itself: no server and no other entry is needed. */
import { leafHash, provesInclusion } from '../../src/ledger/merkle.js';
import { readCheckpoint } from './checkpoint.js';
import { nameFault, opensCommitment } from './events.js';
import { readProof } from './format.js';

export type ProofVerdict = { isRight: true; says: string[] } | { isRight: false; fault: string };

/** @param vkey key of the log, from somewhere else than the file */
export function checkProof(bytes: Uint8Array, vkey: string): ProofVerdict {
  const proof = readProof(bytes);
  if (!proof) return wrong('it is no proof, or not as it was written');
  const { position, hashes, commitment, eventID, nonce, event } = proof;
  const head = readCheckpoint(proof.checkpoint, vkey);
  if (!head) return wrong(`its checkpoint is not signed by ${vkey}`);
  const leaf = leafHash(Buffer.from(commitment, 'hex'));
  const path = hashes.map((hash) => Buffer.from(hash, 'hex'));
  const place = `position ${position} of the log of ${head.size} entries of ${vkey.split('+')[0]}`;
  if (!provesInclusion(leaf, position, head.size, path, head.root)) return wrong(`the entry is not at ${place}`);
  const says = [`The entry is at ${place}.`];
  if (!event && !nonce) return { isRight: true, says: [...says, 'The file does not open which event it is.'] };
  if (!event || !nonce || !opensCommitment({ event, nonce, commitment })) {
    return wrong(`the event is not what was logged at ${place}`);
  }
  const fault = nameFault(event, eventID ?? '', null);
  if (fault) return wrong(`event ${eventID}: ${fault}`);
  return { isRight: true, says: [...says, `It is the event ${eventID}, word for word.`] };
}

function wrong(fault: string): ProofVerdict {
  return { isRight: false, fault };
}
