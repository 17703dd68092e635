/** Hoa's roots and starch, and the noodles that Binh made of the starch. */
import { openWorkshop, type Workshop } from './workshop.js';
import { type World } from './world.js';

export interface Noodles {
  hoa: Workshop;
  binh: Workshop;
  /** Paths of lots. */
  roots: string;
  starch: string;
  noodles: string;
}

/** @param received of the 10 kg of starch that were sent */
export async function makeNoodles(world: World, received = 10): Promise<Noodles> {
  const [hoa, binh] = await Promise.all([
    openWorkshop(world, 'hoa', 'Tinh bột'),
    openWorkshop(world, 'binh', 'Miến dong'),
  ]);
  const roots = await hoa.harvest();
  const starch = await hoa.process(20, roots);
  const { shipment } = (await hoa.ship(starch, 'binh', 10)) as { shipment: string };
  await binh.receive(starch, shipment, received);
  return { hoa, binh, roots, starch, noodles: await binh.process(5, starch) };
}
