/** The producer's steps: one action each. */
import { Router } from 'express';
import { type Captured } from '../events/capture.js';
import { mountAction } from '../http/action.js';
import { listLocations } from '../registry/location.service.js';
import { listProducts } from '../registry/product.service.js';
import { newHarvest, recordHarvest } from './harvest.service.js';

export const workRoutes = Router();

mountAction(workRoutes, {
  roles: ['producer'],
  form: '/harvests/new',
  path: '/harvests',
  schema: newHarvest,
  run: recordHarvest,
  view: 'work/harvest',
  model: async (_req, { actor }) => ({
    products: await listProducts(actor),
    zones: await listLocations(actor, 'zone'),
  }),
  next: lotPage,
  location: lotPage,
  present: presentCaptured,
});

/** The page of the first lot that a step named. */
function lotPage({ lots }: Captured): string {
  return `/lots/${lots[0] ?? ''}`;
}

/** `lot` is the first of `lots`: the only one of most steps. */
function presentCaptured({ eventID, lots }: Captured): object {
  return { eventID, lots, lot: lots[0] };
}
