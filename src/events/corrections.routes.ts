/** "Correct this": an own event is declared an error that did not occur, or its form is opened to record it anew. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { mountAction } from '../http/action.js';
import { actorOf } from '../http/request.js';
import { recallOf } from '../lots/recall-of.js';
import { type Actor } from '../policy.js';
import { declareError } from './capture.js';
import { correctionApi } from './correction-api.js';
import { viewOfCorrected } from './correction-view.js';
import { Events } from './event.model.js';
import { type Captured } from './record.js';

export const correctionRoutes = Router();

const newDeclaration = z.strictObject({
  event: z.string().trim().min(1, 'required').max(500).meta({ description: 'eventID of an own event' }),
  note: z.string().trim().normalize('NFC').min(1, 'required').max(2000),
});

const lotPage = ({ lots }: Captured) => (lots[0] ? `/lots/${lots[0]}` : '/');

mountAction(correctionRoutes, {
  roles: ['producer', 'inspector'],
  form: '/corrections/new',
  path: '/corrections',
  api: correctionApi,
  schema: newDeclaration,
  run: async ({ event, note }, by) => {
    const stored = await Events.findOne({ _id: event, organization: by.actor.organization }).lean();
    if (stored && recallOf(stored)) throw new DomainError('not-correctable'); // lifted as a whole
    return declareError(event, note, by);
  },
  view: 'lots/correct',
  model: async (req) => viewOfCorrected(await eventAsked(req, actorOf(req))),
  next: lotPage,
  present: ({ eventID, lots }) => ({ eventID, lots }),
});

/** @throws DomainError `not-found` for an event that the actor's organisation did not record */
async function eventAsked(req: Request, { organization }: Actor) {
  const { event } = { ...req.query, ...(req.body as { event?: unknown } | undefined) };
  const stored = await Events.findOne({ _id: String(event), organization }).lean();
  if (!stored) throw new DomainError('not-found');
  return stored.event;
}
