/** The page of a lot's labels: what it shows, and whose it is. */
import { type Request } from 'express';
import { DomainError } from '../errors.js';
import { fromThousandths } from '../epcis/quantity.js';
import { type Lot } from '../lots/lot.model.js';
import { lotOfAddress } from '../lots/lot.service.js';
import { type Actor } from '../policy.js';
import { issuedCount, mostAtOnce } from './label.service.js';
import { factsOf, printsOf } from './print.js';
import { templates, type TemplateName } from './templates.js';

export const templateNames = Object.keys(templates) as [TemplateName, ...TemplateName[]];

/**
 * Labels are the maker's: whoever only holds the goods does not print them.
 * @throws DomainError `not-found`
 */
export async function ownLot(req: Request, actor: Actor): Promise<Lot> {
  const lot = await lotOfAddress(req.params, actor);
  if (lot.organization !== actor.organization) throw new DomainError('not-found');
  return lot;
}

export async function labelsPage(lot: Lot) {
  return {
    lot,
    facts: await factsOf(lot),
    units: fromThousandths(lot.produced),
    issued: issuedCount(lot),
    prints: printsOf(lot),
    templateNames,
  };
}

/** Labels that the packages of a lot still want, as many as can be issued at once; undefined when they all have one. */
export function unlabelled(lot: Lot): number | undefined {
  const count = fromThousandths(lot.produced) - issuedCount(lot);
  return count > 0 ? Math.min(count, mostAtOnce) : undefined;
}
