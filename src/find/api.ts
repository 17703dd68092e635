/** A search for programs, and what the description of the API says of it. */
import { z } from 'zod';
import { type Description } from '../http/describe.js';
import { lotExample } from '../lots/answers.js';
import { type Lot } from '../lots/lot.model.js';
import { lotStates, stateOf } from '../lots/lot.service.js';
import { today } from '../lots/lot-table.js';
import { setStates } from '../lots/set-state.js';
import { labelStates } from '../lots/label-life.js';
import { zoneStatuses } from '../registry/vocabulary.js';
import { type Findings } from './find.service.js';
import { sealWords } from './labels.js';

const lot = z.object({ lot: z.string(), code: z.string(), state: z.enum(lotStates) });
const label = z.object({
  serial: z.string(),
  seal: z.enum(sealWords).meta({ description: 'What its seal says' }),
  status: z.enum(labelStates).nullable().meta({ description: 'What became of it; null for one that was not issued' }),
  lot: lot.nullable(),
});
const named = z.object({ id: z.string(), name: z.string() });

export const findApi = {
  tag: 'Lots',
  summary: 'Find anything',
  description:
    'By a lot code or the beginning of one, GTIN, label link, serial, product, producer, growing-area code or the code ' +
    'of a set, with diacritics or without; at most 25 of each kind.',
  answer: {
    schema: z.object({
      labels: z.array(label),
      lots: z.array(lot),
      sets: z.array(z.object({ set: z.string(), state: z.enum(setStates) })),
      zones: z.array(named.extend({ growingAreaCode: z.string(), status: z.enum(zoneStatuses) })),
      organizations: z.array(named),
      products: z.array(named.extend({ key: z.string() })),
      more: z.boolean().meta({ description: 'There are more of some kind' }),
      serialNotTriedOnAll: z.boolean().meta({ description: 'A serial was tried on the latest lots alone' }),
    }),
    example: {
      labels: [],
      lots: [{ lot: lotExample.lot, code: lotExample.code, state: lotExample.state }],
      ...{ sets: [], zones: [], organizations: [], products: [], more: false, serialNotTriedOnAll: false },
    },
  },
} satisfies Description;

export function presentFindings(found: Findings, now: Date): object {
  const ofLot = (each: Lot) => ({ lot: each._id, code: each.code, state: stateOf(each, today(now)) });
  return {
    labels: found.labels.map((each) => ({
      ...{ serial: each.serial, seal: each.seal, status: each.status },
      lot: each.lot && ofLot(each.lot),
    })),
    lots: found.lots.map(ofLot),
    sets: found.sets.map(({ _id, state }) => ({ set: _id, state })),
    zones: found.zones.flatMap(({ _id, name, zone }) =>
      zone ? { id: _id, name, growingAreaCode: zone.growingAreaCode, status: zone.status } : [],
    ),
    organizations: found.organizations.map(({ _id, name }) => ({ id: _id, name })),
    products: found.products.map(({ _id, names, key }) => ({ id: _id, name: names.vi, key })),
    more: found.isCut,
    serialNotTriedOnAll: found.isSerialCut,
  };
}
