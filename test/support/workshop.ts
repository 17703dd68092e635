/** What a producer does to lots, in one line each. Everything a step needs beside the lot is made once. */
import { holdLot } from '../../src/inspections/inspection.service.js';
import { type Location } from '../../src/registry/location.model.js';
import { type Product } from '../../src/registry/product.model.js';
import { newDestruction, recordDestruction } from '../../src/work/destroy.service.js';
import { newHarvest, recordHarvest } from '../../src/work/harvest.service.js';
import { newProcess, recordProcess } from '../../src/work/process.service.js';
import { newReceipt, recordReceipt } from '../../src/work/receive.service.js';
import { newSale, recordSale } from '../../src/work/sell.service.js';
import { newShipment, recordShipment } from '../../src/work/ship.service.js';
import { buildFacility, buildProduct, buildZone, someLot } from './builders.js';
import { type PersonName, type World } from './world.js';

export const eventTime = '2026-10-02T08:30:00+07:00';

export interface Workshop {
  product: Product;
  facility: Location;
  /** Each gives the path of the lot that it made. */
  harvest(quantity?: number): Promise<string>;
  process(quantity: number, ...inputs: string[]): Promise<string>;
  sell(lot: string, quantity?: number): Promise<unknown>;
  ship(lot: string, to: PersonName, quantity?: number): Promise<unknown>;
  receive(lot: string, shipment: string, quantity: number): Promise<unknown>;
  destroy(lot: string, quantity?: number): Promise<unknown>;
  hold(lot: string): Promise<unknown>;
}

export async function openWorkshop(world: World, who: 'hoa' | 'binh', name = 'Miến dong Phia Đén'): Promise<Workshop> {
  const by = () => world.by(who);
  const [product, zone, facility] = await Promise.all([
    buildProduct(by(), { names: { vi: name } }),
    buildZone(by()),
    buildFacility(by()),
  ]);
  const made = { product: product._id, eventTime };
  const here = { at: facility._id, eventTime };
  return {
    product,
    facility,
    harvest: async (quantity = 100) => {
      const input = newHarvest.parse({ ...made, zone: zone._id, lot: someLot(), quantity });
      return (await recordHarvest(input, by())).lots[0] ?? '';
    },
    process: async (quantity, ...inputs) => {
      const taken = inputs.map((lot) => ({ lot, quantity: 1 }));
      const outputs = [{ product: product._id, lot: someLot(), quantity }];
      const input = newProcess.parse({ inputs: taken, outputs, facility: facility._id, eventTime });
      return (await recordProcess(input, by())).lot;
    },
    sell: (lot, quantity = 1) => recordSale(newSale.parse({ lot, quantity, ...here }), by()),
    ship: (lot, to, quantity = 1) =>
      recordShipment(newShipment.parse({ lot, quantity, from: facility._id, to: `org-${to}`, eventTime }), by()),
    receive: (lot, shipment, quantity) => recordReceipt(newReceipt.parse({ lot, shipment, quantity, ...here }), by()),
    destroy: (lot, quantity = 1) =>
      recordDestruction(newDestruction.parse({ lot, quantity, reason: 'Mốc', ...here }), by()),
    hold: (lot) => holdLot({ lot, reason: 'Chờ kết quả' }, world.by('minh')),
  };
}

/** Code of what a promise was refused with, or `done`. */
export async function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => String((error as { code?: string }).code ?? error),
  );
}
