/** A producer's first page: the steps, what is on its way, what is on hand, what was recorded lately. */
import { Router } from 'express';
import { config } from '../config.js';
import { localDay } from '../epcis/time.js';
import { allow, byOf } from '../http/request.js';
import { latestSteps } from './recent.js';
import { arrivalsFor, stockOf } from './stock.js';

export const deskRoutes = Router();

const lotsShown = 20;

deskRoutes.get('/work', allow('producer'), async (req, res) => {
  const by = byOf(req);
  const [arrivals, stock, recent] = await Promise.all([
    arrivalsFor(by.actor),
    stockOf(by.actor, localDay(by.now, config.utcOffset)),
    latestSteps(by),
  ]);
  res.render('work/desk', { arrivals, stock: stock.slice(0, lotsShown), moreStock: stock.length > lotsShown, recent });
});
