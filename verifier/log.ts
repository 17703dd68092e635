/** The proof of the log: a path from an entry to a root (RFC 9162 section 2.1.3.2) that the key of the log has signed. */
import { fromBase64, hex, sha256, text, unhex, utf8 } from './bytes.js';
import { kit } from './words.js';

/** As `passport/log-proof.ts` puts it into a passport. */
export interface LogProof {
  position: number;
  commitment: string;
  hashes: string[];
  checkpoint: string;
}

/** What there is to say of a proof, with its values. */
export interface LogWord extends Record<string, string | number | undefined> {
  name: 'log-none' | 'log-wrong' | 'log-cannot' | 'log-ok';
}

export async function judgeLog(log: LogProof | undefined): Promise<LogWord> {
  if (!log) return { name: 'log-none' };
  const note = text(fromBase64(log.checkpoint));
  const [, size, root] = /^[^\n]+\n(\d+)\n([^\n]+)\n/.exec(note) ?? [];
  const hash = await rootOf(log, Number(size));
  if (!hash || hex(hash) !== hex(fromBase64(root))) return { name: 'log-wrong' };
  const isNoted = await isCheckpoint(note);
  if (isNoted === null) return { name: 'log-cannot' };
  return { name: isNoted ? 'log-ok' : 'log-wrong', position: log.position, size };
}

/** Hash of the tree of this size to which the path leads; null where it does not fit the size. */
async function rootOf({ position, commitment, hashes }: LogProof, size: number) {
  const half = (value: number) => Math.floor(value / 2);
  let [first, second] = [position, size - 1];
  let hash = await sha256([0], unhex(commitment));
  if (!(first <= second)) return null;
  for (const sibling of hashes.map(unhex)) {
    if (second === 0) return null;
    const isRight = first % 2 === 1 || first === second;
    hash = await (isRight ? sha256([1], sibling, hash) : sha256([1], hash, sibling));
    while (isRight && first % 2 === 0 && first !== 0) [first, second] = [half(first), half(second)];
    [first, second] = [half(first), half(second)];
  }
  return second === 0 ? hash : null;
}

/** Whether the key of the log signed the note (C2SP signed-note); null in a browser without Ed25519. */
async function isCheckpoint(note: string): Promise<boolean | null> {
  const [, origin, id, material] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(kit.vkey)!;
  const [, message, lines] = /^(.*\n)\n((?:— \S+ \S+\n)+)$/s.exec(note) ?? [];
  const line = lines?.split('\n').find((each) => each.startsWith(`— ${origin} `));
  if (!line || !message.startsWith(`${origin}\n`)) return false;
  const signature = fromBase64(line.split(' ')[2]);
  if (hex(signature.slice(0, 4)) !== id) return false;
  try {
    const key = await crypto.subtle.importKey('raw', fromBase64(material).slice(1), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, signature.slice(4), utf8(message));
  } catch {
    return null;
  }
}
