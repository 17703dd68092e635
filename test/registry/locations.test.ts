import { expect } from 'chai';
import { checkDigit } from '../../src/epcis/identifiers.js';
import { Locations } from '../../src/registry/location.model.js';
import { buildZone } from '../support/builders.js';
import { startWorld, type World } from '../support/world.js';

const square = '106.26, 22.66\n106.27, 22.66\n106.27, 22.67\n106.26, 22.67\n106.26, 22.66';

describe('locations', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const codeOf = async (geometry: unknown) => {
    const before = await Locations.countDocuments();
    const res = await world.as.hoa.post('/api/locations', { kind: 'facility', name: 'Xưởng', geometry });
    expect(res.status, JSON.stringify(geometry)).to.equal(400);
    expect(await Locations.countDocuments()).to.equal(before);
    return res.body.errors[0].code as string;
  };
  const polygon = (...ring: number[][]) => ({ type: 'Polygon', coordinates: [ring] });

  it('say what is wrong with a polygon', async () => {
    const [a, b, c, d] = [[0, 0], [1, 0], [1, 1], [0, 1]] as const; // prettier-ignore
    expect(await codeOf(polygon([...a], [...b], [...c], [...d]))).to.equal('bad-polygon-open');
    expect(await codeOf(polygon([...a], [...c], [...b], [...d], [...a]))).to.equal('bad-polygon-crossing');
    expect(await codeOf(polygon([...a], [181, 0], [...c], [...a]))).to.equal('bad-polygon-range');
    expect(await codeOf(polygon([...a], [1, 91], [...c], [...a]))).to.equal('bad-polygon-range');
    expect(await codeOf(square.replace(/\n[^\n]*$/, ''))).to.equal('bad-polygon-open');
    for (const odd of ['{"type":', 'x', '1', { type: 'Point', coordinates: [1, 'x'] }, { $geometry: 1 }, 7]) {
      expect(await codeOf(odd)).to.be.a('string');
    }
  });

  it('take lines of longitude and latitude, draw them and give them back', async () => {
    const zone = await buildZone(world.by('hoa'), {}, { geometry: square });
    const { body } = await world.as.hoa.get(`/api/locations/${zone._id}`);
    expect(body.geometry.coordinates[0][1]).to.deep.equal([106.27, 22.66]);
    const browser = await world.as.hoa.browser();
    const page = await browser.get(`/locations/${zone._id}`);
    expect(page.text).to.match(/<svg role="img"[\s\S]*<title[\s\S]*<desc[\s\S]*<path d="M[\d., LMZ]+"/);
    const form = await browser.get(`/locations/${zone._id}/edit`);
    expect(form.text).to.include('>106.26, 22.66\n106.27, 22.66');
  });

  it('tell every fault of a zone, also when it was left out', async () => {
    const required = [
      'growingAreaCode',
      'issuer',
      'status',
      'validFrom',
      'validUntil',
      'crop',
      'areaHectares',
      'households',
    ];
    const res = await world.as.hoa.post('/api/locations', { kind: 'zone', gln: '1', geometry: 'x' });
    const fields = res.body.errors.map(({ field }: { field: string }) => field.split('.').slice(0, 2).join('.'));
    expect(fields).to.include.members([...required.map((name) => `zone.${name}`), 'name', 'gln', 'geometry']);
    const late = await world.as.hoa.post('/api/locations', {
      kind: 'zone',
      name: 'Vùng',
      zone: { validFrom: '2026-01-02', validUntil: '2026-01-01', areaHectares: '0', households: 1.5 },
    });
    const codes = Object.fromEntries(
      late.body.errors.map((fault: { field: string; code: string }) => [fault.field, fault.code]),
    );
    expect(codes).to.include({ 'zone.validUntil': 'ends-before-start', 'zone.areaHectares': 'not-positive' });
    expect(codes).to.include({ 'zone.households': 'not-a-number', 'zone.crop': 'required' });
  });

  it('drop the blank fields of a zone from the form of a facility', async () => {
    const browser = await world.as.hoa.browser();
    const blank = { 'zone.growingAreaCode': '', 'zone.status': '', 'zone.areaHectares': ' ' };
    const sent = await browser.post('/locations', { kind: 'facility', name: 'Xưởng', ...blank });
    expect(sent.status, sent.text).to.equal(303);
    const filled = await browser.post('/locations', { kind: 'shop', name: 'Cửa hàng', 'zone.crop': 'Ngô' });
    expect(filled.status).to.equal(400);
    expect(filled.text).to.include('value="Ngô"');
  });

  it('show the fields of a zone unless another kind was chosen', async () => {
    const browser = await world.as.hoa.browser();
    const shows = async (query: string) => (await browser.get(`/locations/new${query}`)).text.includes('zone.crop');
    expect(await shows('')).to.equal(true);
    expect(await shows('?kind=zone')).to.equal(true);
    expect(await shows('?kind=facility')).to.equal(false);
  });

  it('keep their identifier, and a GLN is of one location', async () => {
    const gln = '952000000001' + checkDigit('952000000001');
    const first = await world.as.hoa.post('/api/locations', { kind: 'facility', name: 'Xưởng' });
    const put = await world.as.hoa.put(`/api/locations/${first.body.id}`, { kind: 'facility', name: 'Xưởng', gln });
    expect(put.body).to.include({ gln, uri: first.body.uri });
    const second = await world.as.binh.post('/api/locations', { kind: 'shop', name: 'Cửa hàng', gln });
    expect(second.status).to.equal(409);
    expect(second.body.errors[0]).to.include({ field: 'gln', code: 'already-exists' });
    const wrong = await world.as.hoa.post('/api/locations', { kind: 'shop', name: 'x', gln: '9520000000010' });
    expect(wrong.body.errors[0]).to.include({ field: 'gln', code: 'wrong-check-digit' });
  });
});
