// The proof of the log: a path from an entry to a root (RFC 9162 section 2.1.3.2) that the key of the log has signed.
(() => {
  'use strict';
  const { text, utf8, hex, unhex, fromBase64, sha256 } = nguon;

  /** @param vkey key of the log @returns name of what to say, with its values */
  nguon.judgeLog = async (log, vkey) => {
    if (!log) return { name: 'log-none' };
    const note = text(fromBase64(log.checkpoint));
    const [, size, root] = /^[^\n]+\n(\d+)\n([^\n]+)\n/.exec(note) ?? [];
    let [first, second] = [log.position, size - 1];
    let hash = await sha256([0], unhex(log.commitment));
    let isWrong = !(first <= second);
    for (const sibling of log.hashes.map(unhex)) {
      if (second === 0) isWrong = true;
      const isRight = first % 2 === 1 || first === second;
      hash = isRight ? await sha256([1], sibling, hash) : await sha256([1], hash, sibling);
      while (isRight && first % 2 === 0 && first !== 0) [first, second] = [first / 2, Math.floor(second / 2)];
      [first, second] = [Math.floor(first / 2), Math.floor(second / 2)];
    }
    if (isWrong || second !== 0 || hex(hash) !== hex(fromBase64(root))) return { name: 'log-wrong' };
    const isNoted = await isCheckpoint(note, vkey);
    if (isNoted === null) return { name: 'log-cannot' };
    return { name: isNoted ? 'log-ok' : 'log-wrong', position: log.position, size };
  };

  /** Whether the key of the log signed the note (C2SP signed-note); null in a browser without Ed25519. */
  async function isCheckpoint(note, vkey) {
    const [, origin, id, material] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
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
})();
