/** Steps of labels of a packed lot of Hoa's, by their numbers from 1. */
import { expect } from 'chai';
import { refuse } from './chain.js';
import { buildPackedLot, issueLabels, type IssuedLabel, type PackedLot } from './labelled.js';
import { type World } from './world.js';

export interface LabelledLot {
  packed: PackedLot;
  labels: IssuedLabel[];
}

export async function buildLabelledLot(world: World): Promise<LabelledLot> {
  const packed = await buildPackedLot(world);
  return { packed, labels: await issueLabels(world, packed.lot, 20) };
}

/** @param lot asked for when a step is taken */
export function stepsOn(world: () => World, lot: () => LabelledLot) {
  const path = (end: string) => `/lots/${lot().packed.lot}/labels/${end}`;
  const send = async (end: string, body: object) => {
    const res = await world().as.hoa.post(`/api${path(end)}`, body);
    expect(res.status, res.text).to.equal(201);
    return res.body as { eventID: string; from: number; count: number };
  };
  return {
    path,
    send,
    print: (first: number, last: number, more: object = {}) =>
      send('prints', { template: 'L7160', first, last, ...more }),
    apply: (first: number, last: number) => send('applications', { first, last }),
    annul: (first: number, last: number, more: object = {}) =>
      send('voids', { first, last, reason: 'In lệch', ...more }),
    sale: (first: number | string, quantity: number, more: object = {}) => {
      const { lot: path, chain } = lot().packed;
      const labels = { first, ...more };
      return { lot: path, quantity, at: chain.facility._id, eventTime: new Date().toISOString(), labels };
    },
    refused: (end: string, body: object) => refuse(world(), 'hoa', path(end), body),
    runs: async () => (await world().as.hoa.get(`/api${path('runs')}`)).body,
  };
}
