/** Goods of which two producers have a part, for tests of recalls: Hoa made them, Binh received, sold and awaits some. */
import { type Workshop } from './workshop.js';
import { type World } from './world.js';

export interface Goods {
  root: string;
  /** 20 kg made from it: Hoa has 5 and has sold 2; Binh received 10, of which 4 are sold, and awaits 3. */
  made: string;
}

export async function spreadGoods(hoa: Workshop, binh: Workshop): Promise<Goods> {
  const root = await hoa.harvest();
  const made = await hoa.process(20, root);
  const { shipment } = (await hoa.ship(made, 'binh', 10)) as { shipment: string };
  await binh.receive(made, shipment, 10);
  await binh.sell(made, 4);
  await hoa.sell(made, 2);
  await hoa.ship(made, 'binh', 3);
  return { root, made };
}

export const words = { reason: 'Nhiễm khuẩn', notice: { vi: 'Trả lại nơi bán', en: 'Bring it back' } };

/** Recalls lots; gives the identifier of the recall. */
export async function startRecall(world: World, ...lots: string[]): Promise<string> {
  const res = await world.as.minh.post('/api/recalls', { lots, ...words });
  if (res.status !== 201) throw new Error(res.text);
  return (res.body as { recall: string }).recall;
}
