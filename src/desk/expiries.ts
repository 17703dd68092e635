/** What ends soon: certificates, stars, growing-area codes. Told 90, 30 and 7 days before, and when it has ended. */
import { config } from '../config.js';
import { trusted } from '../db.js';
import { addDays, localDay } from '../epcis/time.js';
import { Certificates } from '../registry/certificate.model.js';
import { Locations } from '../registry/location.model.js';
import { Products } from '../registry/product.model.js';
import { readable, type Actor } from '../policy.js';
import { idOf, type Signal, type Words } from './signal.js';

/** Days before the end at which it is told again; 0: it has ended. */
export const warnings = [90, 30, 7, 0] as const;
export type Warning = (typeof warnings)[number];

/** The warning that holds `today`; null while there is time. Both are days, `2026-11-24`; the last day still counts. */
export function warningOf(lastDay: string, today: string): Warning | null {
  if (lastDay < today) return 0;
  const holding = warnings.filter((days) => days > 0 && lastDay <= addDays(today, days));
  return holding.length > 0 ? (Math.min(...holding) as Warning) : null;
}

interface Ending {
  what: 'certificate' | 'stars' | 'growing-area';
  id: string;
  name: string;
  organization: string;
  lastDay: string;
  href: string;
}

/** A thing that ended longer ago is history. */
const longestAfter = 90;

export async function expirySignals(actor: Actor, now: Date, words: Words): Promise<Signal[]> {
  const today = localDay(now, config.utcOffset);
  const endings = await endingBetween(addDays(today, -longestAfter), addDays(today, 90), actor, words);
  return endings.flatMap((ending) => {
    const warning = warningOf(ending.lastDay, today);
    return warning === null ? [] : [signalOf(ending, warning, words)];
  });
}

function signalOf({ what, id, name, organization, lastDay, href }: Ending, warning: Warning, words: Words): Signal {
  const { t, format } = words;
  const first = warning === 0 ? addDays(lastDay, 1) : addDays(lastDay, -warning);
  return {
    id: idOf('expiry', what, id, lastDay, warning),
    kind: 'expiry',
    isGrave: warning <= 7,
    at: new Date(`${first}T00:00:00${config.utcOffset}`),
    organization,
    title: t(`desk.expiry.${what}`, { name }),
    sentence: t(warning === 0 ? 'desk.expiry.ended' : 'desk.expiry.ends', { date: format.date(lastDay) }),
    href,
  };
}

async function endingBetween(from: string, to: string, actor: Actor, { inLanguage, t }: Words): Promise<Ending[]> {
  const mine = readable(actor);
  const between = trusted({ $gte: from, $lte: to });
  const [certificates, products, zones] = await Promise.all([
    Certificates.find({ ...mine, expiresOn: between }).lean(),
    Products.find({ ...mine, 'ocop.expiresOn': between }).lean(),
    Locations.find({ ...mine, 'zone.validUntil': between }).lean(),
  ]);
  return [
    ...certificates.map(({ _id, organization, type, number, expiresOn }) => ({
      ...{ what: 'certificate' as const, id: _id, organization, lastDay: expiresOn ?? '' },
      ...{ name: `${t(`certificate-types.${type}`)} ${number}`, href: `/certificates/${_id}` },
    })),
    ...products.map(({ _id, organization, names, ocop }) => ({
      ...{ what: 'stars' as const, id: _id, organization, lastDay: ocop?.expiresOn ?? '' },
      ...{ name: inLanguage(names), href: `/products/${_id}` },
    })),
    ...zones.map(({ _id, organization, name, zone }) => ({
      ...{ what: 'growing-area' as const, id: _id, organization, lastDay: zone?.validUntil ?? '' },
      ...{ name: `${name} (${zone?.growingAreaCode ?? ''})`, href: `/locations/${_id}` },
    })),
  ];
}
