/** The codes below the scratch fields of a lot's labels, for whoever prints them. */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { Router } from 'express';
import { actorOf, allow } from '../http/request.js';
import { type Lot } from '../lots/lot.model.js';
import { lotAddress } from '../lots/lot.service.js';
import { canPrint, labelAt } from './label.service.js';
import { ownLot } from './own-lot.js';
import { scratchCodeOf } from './scratch.service.js';

export const scratchRoutes = Router();

scratchRoutes.get(`${lotAddress}/labels/scratch-codes.csv`, allow('producer'), async (req, res) => {
  const lot = await ownLot(req, actorOf(req));
  res.set('Cache-Control', 'no-store').type('csv').attachment(`ma-cao-${lot.code}.csv`);
  const columns = ['number', 'serial', 'link', 'scratch'];
  await pipeline(Readable.from(rowsOf(lot)), stringify({ header: true, columns }), res);
});

/** Made one at a time while they are sent; `number` counts the labels of the lot from 1. */
function* rowsOf(lot: Lot): Generator<object> {
  for (const run of lot.labels.filter((each) => each.scratch && canPrint(each))) {
    for (let index = run.from; index < run.from + run.count; index++) {
      const { serial, compact } = labelAt(lot, index);
      yield { number: index + 1, serial, link: compact, scratch: scratchCodeOf(lot, index) };
    }
  }
}
