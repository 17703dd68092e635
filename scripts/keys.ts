/**
 * The keys of an installation, for its operator: `npm run keys -- list|next|rotate|revoke`. It writes the key files of
 * DATA_DIR; servers that run take a change up with their next request. No secret is ever printed.
 * Exit code 0: done; 1: refused, and nothing was changed; 2: it was asked for otherwise than the usage says.
 */
import { listKeys, prepareNextKey, revokeKeys, rotateKey, type ListedKey } from '../src/auth/change-keys.js';
import { purposes, revocationReason, type Purpose } from '../src/auth/key-rows.js';
import { config } from '../src/config.js';

const usage = `Usage: npm run keys -- list                              every key: name, mark, state, dates
       npm run keys -- rotate PURPOSE                    the next key signs from now on, the active one only verifies
       npm run keys -- next PURPOSE                      make the next key, where an older store has none
       npm run keys -- revoke KID… --because "REASON"    take keys back for good, with all that they sealed
PURPOSE is one of ${purposes.join(', ')}. DATA_DIR says whose keys (./data unless it is set); servers that run take a
change up with their next request, none need be started again.
Rotate when you like, once a year say: labels in the shops stay genuine.
Revoke a key that somebody may have copied. The page of each of its labels, whenever printed, says "key withdrawn on …
because …": a thief can date a label as he likes. REASON stands there as you write it, in 3 to 200 characters on one
line. The next key takes the place of the active one; whoever copied the file has both, so revoke both, and the
serials too if their file was beside it. Printed labels of a revoked key must be made anew.`;

class BadUsage extends Error {}

async function main([command = '', ...args]: string[]): Promise<void> {
  const now = new Date();
  if (command === 'list' && args.length === 0) return show(await listKeys(config.dataDir));
  if (command === 'rotate') return show(await rotateKey(config.dataDir, purposeOf(args), now));
  if (command === 'next') return show(await prepareNextKey(config.dataDir, purposeOf(args), now));
  if (command === 'revoke') return show(await revokeKeys(config.dataDir, { ...revocationOf(args), now }));
  throw new BadUsage(usage);
}

function purposeOf([word, ...others]: string[]): Purpose {
  const purpose = purposes.find((each) => each === word);
  if (!purpose || others.length > 0) throw new BadUsage(usage);
  return purpose;
}

/** Read by hand: the name of a key may begin with a hyphen, as no option of `parseArgs` lets it. */
function revocationOf(args: string[]): { kids: string[]; because: string } {
  const at = args.indexOf('--because');
  const [kids, words] =
    at < 0 ? [args, []] : [[...args.slice(0, at), ...args.slice(at + 2)], args.slice(at + 1, at + 2)];
  const reason = revocationReason.safeParse(words[0]?.replace(/[.\s]+$/, '')); // it stands inside a sentence
  const isWhole = kids.length > 0 && !kids.some((kid) => kid.startsWith('--'));
  if (!isWhole || !reason.success) throw new BadUsage(usage);
  return { kids: [...new Set(kids)], because: reason.data };
}

function show(keys: ListedKey[]): void {
  for (const key of keys) {
    const { purpose, mark, kid, state } = key;
    console.log(`${purpose.padEnd(8)} ${mark} ${kid.padEnd(43)} ${state.padEnd(7)} ${datesOf(key)}`);
  }
}

function datesOf({ createdAt, activatedAt, retiredAt, revokedAt, revokedBecause }: ListedKey): string {
  const dates = { made: createdAt, signs: activatedAt, retired: retiredAt, revoked: revokedAt };
  const words = Object.entries(dates).flatMap(([name, date]) => (date ? `${name} ${date.slice(0, 19)}Z` : []));
  return words.join(', ') + (revokedBecause ? ` because ${revokedBecause}` : '');
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof BadUsage ? 2 : 1;
});
