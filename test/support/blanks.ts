/** Blank labels of a product of Hoa, and a packed lot of it that can take them. */
import { expect } from 'chai';
import { buildPackedLot, type IssuedLabel, type PackedLot } from './labelled.js';
import { type World } from './world.js';

export interface Blanks {
  packed: PackedLot;
  /** The ten that were issued, as the list tells them. */
  blanks: (IssuedLabel & { lot: string | null; isVoid: boolean })[];
  /** Of the list of the product, and of what the lot has taken, without `/api`. */
  address: string;
  bindings: string;
  list: () => Promise<Blanks['blanks']>;
  bind: (first: number | string, last: number | string) => Promise<void>;
}

export async function buildBlanks(world: World): Promise<Blanks> {
  const packed = await buildPackedLot(world);
  const address = `/products/${packed.product._id}/blank-labels`;
  const bindings = `/lots/${packed.lot}/labels/bindings`;
  const send = async (path: string, body: object) => {
    const res = await world.as.hoa.post(`/api${path}`, body);
    expect(res.status, res.text).to.equal(201);
  };
  const list = async () => {
    const { items } = (await world.as.hoa.get(`/api${address}`)).body as { items: Blanks['blanks'] };
    return items;
  };
  await send(address, { count: 10 });
  const bind = (first: number | string, last: number | string) => send(bindings, { first, last });
  return { packed, blanks: await list(), address, bindings, list, bind };
}
