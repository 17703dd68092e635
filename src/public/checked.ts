/** How a page was checked, for whoever wants to check it again: the key, the place in the log, the proof. */
import { keys } from '../auth/keys.js';
import { signsFrom } from '../auth/key-rows.js';
import { stepOf } from '../events/step.js';
import { runOf } from '../labels/label.service.js';
import { readSerial } from '../labels/seal.js';
import { type GenuineLabel } from '../labels/verify.js';
import { type Lot } from '../lots/lot.model.js';
import { fact, type Fact, type Words } from './present.js';
import { type Provenance } from './provenance.js';

/** @param label null for a link without a serial: then only the log vouches */
export function presentChecked(provenance: Provenance, label: GenuineLabel | null, words: Words): Fact[] {
  return [...(label ? presentSeal(label, provenance.lot, words) : []), ...presentLog(provenance, words)];
}

function presentSeal(label: GenuineLabel, lot: Lot, { t, format }: Words): Fact[] {
  const { serial, kid, withdrawal } = label;
  const seal = kid ? 'public.checked-by-signature' : 'public.checked-by-serial';
  const key = keyOf(label, lot);
  const [from, until] = [key?.from && format.date(key.from), key?.until && format.date(key.until)];
  const used = from && (until ? t('public.key-used', { from, until }) : t('public.key-since', { from }));
  const address = kid ? { href: '/.well-known/jwks.json' } : {}; // the other one is secret
  return [
    { label: t('public.serial'), value: format.serial(serial), code: true },
    { label: t('public.checked'), value: t(withdrawal ? 'public.checked-in-vain' : seal), ...address },
    ...fact(t('public.key'), key?.kid, { code: true, note: used }),
  ];
}

/** Name of the key that made the seal, and when it did so. */
export function keyOf({ kid, serial }: GenuineLabel, lot: Lot) {
  const run = kid ? undefined : runOf(lot, readSerial(serial)?.index ?? -1);
  const key = kid ? keys().label.byKid(kid) : keys().serial.byKid(run?.key ?? '');
  return key && { kid: key.kid, from: signsFrom(key), until: key.retiredAt ?? key.revokedAt };
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
