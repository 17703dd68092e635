/** The dossier of a lot with a thousand events: until it is made, drawn as a signed PDF, and its evidence written. */
import { spread, table, timed } from './figures.js';
import { signUpInspector } from './inspector.js';
import { onStand, type Stand } from './stand.js';

const rounds = 5;

export async function benchDossier(isSmall: boolean): Promise<void> {
  const count = isSmall ? 100 : 1_000;
  await onStand(async (stand) => {
    const authorization = await signUpInspector();
    const lot = await layHistory(stand, count);
    const headers = { authorization, 'content-type': 'application/json' };
    const address = `${stand.url}/api/lots/${lot}/dossiers`;
    const times: Record<string, number[]> = { made: [], PDF: [], evidence: [] };
    const sizes: Record<string, number> = {};
    for (let round = 0; round < rounds; round++) {
      await sellOne(stand, lot); // else it would be the one of before
      let made = { pdf: '', bundle: '' };
      const read = async (name: string, path: string) => {
        times[name]?.push(
          await timed(async () => {
            const res = await fetch(stand.url + path, { headers });
            if (!res.ok) throw new Error(`${path}: ${res.status}`);
            sizes[name] = (await res.arrayBuffer()).byteLength;
          }),
        );
      };
      times.made?.push(
        await timed(async () => {
          const res = await fetch(address, { method: 'POST', headers, body: '{}' });
          if (!res.ok) throw new Error(`${address}: ${res.status} ${await res.text()}`);
          made = (await res.json()) as typeof made;
        }),
      );
      await read('PDF', made.pdf);
      await read('evidence', made.bundle);
    }
    console.log(`Dossier of a lot with ${count} events: ms, median of ${rounds} rounds (from–to), and kB`);
    const kilobytes = (name: string) => (sizes[name] === undefined ? '' : String(Math.round(sizes[name] / 1000)));
    console.log(table(Object.entries(times).map(([name, all]) => [name, spread(all), kilobytes(name)])));
  });
}

const at = { eventTime: '2026-10-02T08:30:00+07:00' };
let shop = '';

/** A harvest, then sales of a kilogram. */
async function layHistory(stand: Stand, count: number): Promise<string> {
  const made = async (path: string, body: object) =>
    (await (await stand.post(path, body)).json()) as { id: string; lot: string };
  const zone = { growingAreaCode: 'VN-CB-0001', issuer: 'Bench', status: 'active', crop: 'Dong riềng' };
  const dates = { validFrom: '2020-01-01', validUntil: '2099-12-31', areaHectares: 2.5, households: 12 };
  const field = await made('/api/locations', { kind: 'zone', name: 'Vùng', zone: { ...zone, ...dates } });
  shop = (await made('/api/locations', { kind: 'shop', name: 'Cửa hàng' })).id;
  const product = await made('/api/products', { productCode: 'BENCH', names: { vi: 'Củ dong' }, uom: 'KGM' });
  const harvest = { product: product.id, zone: field.id, lot: 'L1', quantity: 10_000, ...at };
  const { lot } = await made('/api/harvests', harvest);
  for (let sold = 1; sold < count; sold++) await sellOne(stand, lot);
  return lot;
}

function sellOne(stand: Stand, lot: string): Promise<Response> {
  return stand.post('/api/sales', { lot, quantity: 1, at: shop, ...at });
}
