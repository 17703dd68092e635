/** How a page was checked, for whoever wants to check it again: the key, the place in the log, the proof. */
import { keys } from '../auth/keys.js';
import { stepOf } from '../events/step.js';
import { type GenuineLabel } from '../labels/verify.js';
import { fact, type Fact, type Words } from './present.js';
import { type Provenance } from './provenance.js';

/** @param label null for a link without a serial: then only the log vouches */
export function presentChecked(provenance: Provenance, label: GenuineLabel | null, words: Words, now: Date): Fact[] {
  return [...(label ? presentSeal(label, words, now) : []), ...presentLog(provenance, words)];
}

function presentSeal({ serial, kid, withdrawal }: GenuineLabel, { t, format }: Words, now: Date): Fact[] {
  const means = withdrawal
    ? 'public.checked-in-vain'
    : kid
      ? 'public.checked-by-signature'
      : 'public.checked-by-serial';
  const { keys: good, revoked } = keys().published(now);
  const { validFrom, validUntil } = [...good, ...revoked].find((key) => key.kid === kid) ?? {};
  const from = validFrom && format.date(validFrom);
  const used = validUntil
    ? t('public.key-used', { from: from ?? '', until: format.date(validUntil) })
    : from && t('public.key-since', { from });
  return [
    { label: t('public.serial'), value: format.serial(serial), code: true },
    { label: t('public.checked'), value: t(means) },
    ...fact(t('public.key'), kid, { code: true, note: used, href: '/.well-known/jwks.json' }),
  ];
}

/** The event that made the lot has its proof here, each step of the journey has its own. */
function presentLog({ lot, events, positions }: Provenance, { t, format }: Words): Fact[] {
  const makes = ['commissioning', 'transforming', 'packing'];
  const made = events.findLast(({ lots, event }) => lots.includes(lot._id) && makes.includes(stepOf(event) ?? ''));
  const position = positions.get(made?._id ?? '');
  const count = { count: format.number(positions.size), all: format.number(events.length) };
  if (position === undefined) return fact(t('public.log'), t('ledger.recording'));
  return [
    ...fact(t('public.log'), t('public.log-count', count), { href: '/log/checkpoint' }),
    ...fact(t('public.proof'), t('ledger.position', { position: format.number(position) }), {
      href: `/log/proof/${position}.json`,
    }),
  ];
}
