/** Makes dossiers and finds them again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { keys } from '../auth/keys.js';
import { isDuplicateKey } from '../db.js';
import { DomainError } from '../errors.js';
import { findHead } from '../ledger/log.model.js';
import { signedPositions } from '../ledger/log.service.js';
import { AnnouncedRecalls } from '../lots/announced.model.js';
import { getLot } from '../lots/lot.service.js';
import { requireRole, type Actor, type By } from '../policy.js';
import { gather } from './contents.js';
import { Dossiers, type Dossier } from './dossier.model.js';

export const readers = ['inspector', 'admin'] as const;

const millisUntilSigned = 10_000;
const millisBetweenLooks = 100;

/**
 * Makes the dossier of a lot at the checkpoint that has all of its events. Made again before anything else was recorded,
 * it is the same one.
 * @throws DomainError `role-not-allowed`, `not-found`, `too-many-events`; `log-behind` while the log, or a recall of thousands of
 * lots, is not done
 */
export async function makeDossier(path: string, by: By): Promise<Dossier> {
  requireRole(by.actor, 'inspector');
  for (const started = Date.now(); ; await sleep(millisBetweenLooks)) {
    const lot = await getLot(path, by.actor);
    const gathered = await gather(lot, by);
    const positions = await signedPositions(gathered.events);
    const head = await findHead();
    const isSettled = (await AnnouncedRecalls.countDocuments({})) === 0; // else lots are read as they will be written
    const isWhole = head && isSettled && gathered.events.every((id) => (positions.get(id) ?? Infinity) < head.size);
    const isSame = (await getLot(path, by.actor)).version === lot.version;
    if (!head || !isWhole || !isSame) {
      if (Date.now() - started > millisUntilSigned) throw new DomainError('log-behind');
      continue;
    }
    const events = gathered.events.map((id) => ({ id, position: positions.get(id) ?? 0 }));
    return keep({
      ...{ _id: `${lot._id}@${head.size}`, lot: lot._id, organization: lot.organization },
      ...{ size: head.size, checkpoint: head.checkpoint, vkey: head.vkey },
      ...{ madeAt: by.now, madeBy: by.actor.name, kid: keys().label.active().kid },
      contents: { ...gathered, events },
    });
  }
}

async function keep(dossier: Dossier): Promise<Dossier> {
  try {
    await Dossiers.create(dossier);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // somebody made it before
  }
  return getDossier(dossier.lot, dossier.size);
}

/** @throws DomainError `not-found` */
export async function getDossier(lot: string, size: number): Promise<Dossier> {
  const dossier = await Dossiers.findById(`${lot}@${size}`).lean();
  if (!dossier) throw new DomainError('not-found');
  return dossier;
}

/** Of a lot, the latest first. */
export function listDossiers(lot: string, actor: Actor): Promise<Omit<Dossier, 'contents'>[]> {
  requireRole(actor, ...readers);
  return Dossiers.find({ lot }, { contents: 0 }).sort({ size: -1 }).limit(100).lean();
}
