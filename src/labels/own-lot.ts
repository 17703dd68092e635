import { type Request } from 'express';
import { DomainError } from '../errors.js';
import { lotOfAddress } from '../lots/lot.service.js';
import { type Lot } from '../lots/lot.model.js';
import { type Actor } from '../policy.js';

/**
 * The lot of the address. Labels are the maker's: whoever only holds the goods does not print them.
 * @throws DomainError `not-found`
 */
export async function ownLot(req: Pick<Request, 'params'>, actor: Actor): Promise<Lot> {
  const lot = await lotOfAddress(req.params, actor);
  if (lot.organization !== actor.organization) throw new DomainError('not-found');
  return lot;
}
