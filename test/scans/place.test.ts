import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { config } from '../../src/config.js';
import { cityOf } from '../../src/scans/city.js';
import { countries } from '../../src/scans/countries.js';
import { codeOf, distinctPlaces, kilometresBetween, placeWords, type Place } from '../../src/scans/place.js';
import { provinces } from '../../src/scans/provinces.js';
import { recordScan } from '../../src/scans/scan.service.js';
import { buildMmdb } from '../support/mmdb.js';
import { startWorld, type World } from '../support/world.js';
import { scansOf } from '../support/scans.js';

describe('places of scans', () => {
  it('are 34 provinces inside their country, and countries inside the world', () => {
    expect(provinces.size).to.equal(34);
    for (const [code, { name }] of provinces) {
      expect(kilometresBetween({ country: 'VN' }, { country: 'VN', province: code }), name).to.equal(0);
    }
    const outside = [...countries].filter(
      ([code, { latitude, longitude, radiusKm }]) =>
        Math.abs(latitude) > 90 || Math.abs(longitude) > 180 || radiusKm < 10 || placeWords(code, 'en') === code,
    );
    expect(outside).to.deep.equal([]);
    expect(countries.size).to.be.above(60);
  });

  it('are as far apart as a map says, less their size', () => {
    const cities = { hanoi: { latitude: 21, longitude: 105.8 }, paris: { latitude: 48.9, longitude: 2.4 } };
    const city = (name: keyof typeof cities): Place => ({ country: 'VN', city: { name, ...cities[name] } });
    expect(kilometresBetween(city('hanoi'), city('paris'))).to.be.closeTo(9190 - 200, 60);
    expect(kilometresBetween({ country: 'VN' }, { country: 'LA' })).to.equal(0);
    expect(kilometresBetween({ country: 'VN' }, { country: null })).to.equal(null);
  });

  it('have a code and words in each language', () => {
    const lyon: Place = { country: 'FR', city: { name: 'Lyon', latitude: 45.8, longitude: 4.8 } };
    expect(codeOf(lyon)).to.equal('FR/Lyon');
    expect(codeOf({ ...lyon, country: 'VN', province: '04' })).to.equal('VN-04');
    expect(codeOf({ country: null })).to.equal(null);
    expect(placeWords('FR/Lyon', 'vi')).to.equal('Lyon, Pháp');
    expect(placeWords('VN-04', 'zh')).to.equal('Cao Bằng');
    expect(placeWords('VN', 'en')).to.equal('Vietnam');
    expect(placeWords('', 'en')).to.equal('');
    expect(
      distinctPlaces([{ country: 'VN' }, { country: 'VN', province: '04' }, lyon, { country: 'FR' }]),
    ).to.deep.equal(['VN-04', 'FR/Lyon']);
  });
});

describe('the city of an address', () => {
  let world: World;
  let folder: string;
  before(async () => {
    world = await startWorld();
    folder = await mkdtemp(join(tmpdir(), 'nguon-cities-'));
  });
  after(async () => {
    config.cityTable = undefined;
    await world.stop();
    await rm(folder, { recursive: true });
  });

  const table = async (name: string, low: object, high: object) => {
    const file = join(folder, name);
    await writeFile(file, buildMmdb(low, high));
    return file;
  };

  it('is read from a table of either shape, to a tenth of a degree', async () => {
    const flat = { city: 'Cao Bằng', latitude: 22.666, longitude: 106.257 };
    const nested = { city: { names: { en: 'Lyon' } }, location: { latitude: 45.76, longitude: 4.84 } };
    const file = await table('both.mmdb', flat, nested);
    expect(await cityOf('113.160.92.202', file)).to.deep.equal({ name: 'Cao Bằng', latitude: 22.7, longitude: 106.3 });
    expect(await cityOf('::ffff:200.1.1.1', file)).to.deep.equal({ name: 'Lyon', latitude: 45.8, longitude: 4.8 });
    expect(await cityOf('no address', file)).to.equal(null);
  });

  it('is not known where the table has no name or no place', async () => {
    const file = await table('half.mmdb', { city: 'Cao Bằng' }, { latitude: 45.76, longitude: 4.84 });
    expect(await cityOf('113.160.92.202', file)).to.equal(null);
    expect(await cityOf('200.1.1.1', file)).to.equal(null);
  });

  it('is kept with a scan where the setting names a table, and nowhere else', async () => {
    const from = { address: '113.160.92.202', now: new Date() };
    const scan = { lot: 'p/A/10/L1', verdict: 'genuine' };
    await recordScan({ ...scan, label: 'p/A/10/L1/21/1' }, from);
    config.cityTable = await table('set.mmdb', { city: 'Cao Bằng', latitude: 22.67, longitude: 106.26 }, {});
    await recordScan({ ...scan, label: 'p/A/10/L1/21/2' }, from);
    const stored = await scansOf({ lot: scan.lot });
    const city = { name: 'Cao Bằng', latitude: 22.7, longitude: 106.3 };
    expect(stored.map((each) => each.city)).to.deep.equal([undefined, city]);
    expect(stored.map(({ country }) => country)).to.deep.equal(['VN', 'VN']);
  });
});
