/** Differences of the mass balance in the last weeks. */
import { config } from '../config.js';
import { DomainError } from '../errors.js';
import { readLotPath } from '../epcis/identifiers.js';
import { addDays, localDay } from '../epcis/time.js';
import { bookOf } from '../mass-balance/mass-balance.service.js';
import { type Actor } from '../policy.js';
import { idOf, type Signal, type Words } from './signal.js';

/** Days that are looked back. */
export const daysBack = 30;

/** None where so much happened that no book of all can be made: then they are looked up producer by producer. */
export async function differenceSignals(actor: Actor, now: Date, { t, format }: Words): Promise<Signal[]> {
  const from = addDays(localDay(now, config.utcOffset), -daysBack);
  const { differences, lots } = await bookOf({ from }, { actor, now }).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'too-many-events') return { differences: [], lots: [] };
    throw error;
  });
  const owners = new Map(lots.map(({ _id, organization }) => [_id, organization]));
  return differences.map(({ kind, lot, eventID, time, quantity, uom }) => ({
    id: idOf('difference', kind, lot, eventID ?? ''),
    kind: 'difference',
    isGrave: kind === 'does-not-add-up' || kind === 'more-labels',
    at: time ?? now,
    organization: owners.get(lot) ?? null,
    title: `${t(`mass-balance.kinds.${kind}.title`)} · ${readLotPath(lot)?.code ?? lot}`,
    sentence: `${t(`mass-balance.kinds.${kind}.sentence`)} ${uom === null ? `${format.number(Math.round(quantity * 1000) / 10)} %` : format.quantity(quantity, uom)}`,
    href: readLotPath(lot) ? `/lots/${lot}/mass-balance` : '/mass-balance',
  }));
}
