import { expect } from 'chai';
import request from 'supertest';
import { issueToken } from '../../src/auth/session.service.js';
import { area, mostCorners } from '../../src/registry/area.js';
import { Communes } from '../../src/registry/commune.model.js';
import { buildZone } from '../support/builders.js';
import { fieldsOf } from '../support/kinds.js';
import { startWorld, type World } from '../support/world.js';

/** Degrees in tenths, as a person writes them. */
const square = (west = 1061, side = 1) => {
  const corner = (x: number, y: number) => [(west + x * side) / 10, (226 + y * side) / 10];
  return { type: 'Polygon', coordinates: [[corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)]] };
};
const facts = { name: 'Xã Hòa An', province: 'Cao Bằng', source: 'Sở Nông nghiệp và Môi trường' };

/** As a survey draws it: thousands of corners, an island, a hole. */
function survey(corners: number) {
  const ring = (radius: number, count: number, east = 106.2) => {
    const points = Array.from({ length: count }, (_, index) => {
      const turn = (2 * Math.PI * index) / count;
      const rough = radius * (1 + 0.2 * Math.sin(7 * turn) + 0.004 * Math.sin(331 * turn));
      return [east + rough * Math.cos(turn), 22.6 + rough * Math.sin(turn)];
    });
    return [...points, points[0] ?? []];
  };
  return { type: 'MultiPolygon', coordinates: [[ring(0.08, corners), ring(0.02, 400)], [ring(0.01, 300, 106.4)], [ring(0.00001, 9, 106.5)]] }; // prettier-ignore
}

describe('outlines of communes', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  beforeEach(() => Communes.deleteMany({}));
  after(() => world.stop());

  const upload = (text: string, body: object = facts) => {
    const test = request(world.app).post('/api/communes');
    void test.set('Authorization', `Bearer ${issueToken(world.as.an.user).accessToken}`);
    for (const [name, value] of Object.entries(fieldsOf(body))) void test.field(name, value);
    return test.attach('file', Buffer.from(text), 'ranh-gioi.geojson');
  };
  const codesOf = ({ body }: { body: { errors: { field: string; code: string }[] } }) =>
    Object.fromEntries(body.errors.map(({ field, code }) => [field, code]));

  it('are entered by the office, listed, drawn, and changed', async () => {
    const made = await world.as.an.post('/api/communes', { ...facts, outline: square() });
    expect(made.status, made.text).to.equal(201);
    expect(made.body.outline).to.deep.equal(square());
    const { id } = made.body as { id: string };
    const browser = await world.as.an.browser();
    expect((await browser.get('/communes')).text).to.include(`href="/communes/${id}"`);
    expect((await browser.get('/locations')).text).to.include('href="/communes"');
    const page = await browser.get(`/communes/${id}`);
    expect(page.text)
      .to.match(/<svg role="img".*<title.*Ranh giới Xã Hòa An.*<desc.*hướng bắc.*<path d="M/s)
      .and.include(facts.source)
      .and.include('10,3 km');
    const form = await browser.get(`/communes/${id}/edit`);
    expect(form.text).to.include('enctype="multipart/form-data"').and.include('&#34;Polygon&#34;');
    const changed = { ...facts, source: 'Bản đồ khác', outline: JSON.stringify(square(1061, 2)) };
    expect((await browser.post(`/communes/${id}`, changed)).get('Location')).to.equal(`/communes/${id}`);
    expect((await world.as.minh.get(`/api/communes/${id}`)).body).to.deep.include({
      source: 'Bản đồ khác',
      outline: square(1061, 2),
    });
  });

  it('are taken from a file, also as the one feature of a collection, with fewer corners and the same shape', async () => {
    const raw = survey(9000);
    const feature = { type: 'Feature', properties: { ten: 'x' }, geometry: raw };
    for (const shape of [raw, feature, { type: 'FeatureCollection', features: [feature] }]) {
      await Communes.deleteMany({});
      const made = await upload(JSON.stringify(shape));
      expect(made.status, made.text).to.equal(201);
      const { outline } = made.body as { outline: { type: string; coordinates: number[][][][] } };
      expect(outline.type).to.equal('MultiPolygon');
      expect(outline.coordinates.map((rings) => rings.length)).to.deep.equal([2, 1]); // hole and island; a dot is gone
      const corners = outline.coordinates.flat(2);
      expect(corners.length).to.be.within(100, mostCorners);
      const [east, north] = [0, 1].map((axis) => Math.max(...corners.map((corner) => corner[axis] ?? 0)));
      const [rawEast, rawNorth] = [0, 1].map((axis) =>
        Math.max(
          ...raw.coordinates
            .slice(0, 2)
            .flat(2)
            .map((each) => each[axis] ?? 0),
        ),
      );
      expect(east).to.be.closeTo(rawEast ?? 0, 0.001);
      expect(north).to.be.closeTo(rawNorth ?? 0, 0.001);
      expect(area.parse(outline)).to.deep.equal(outline); // an edit of the source alone leaves the line as it is
    }
  });

  const ring = (...points: number[][]) => ({ type: 'Polygon', coordinates: [points] });
  const bad: [string, unknown, string][] = [
    ['open', ring([106, 22], [106.1, 22], [106.1, 22.1], [106, 22.1]), 'bad-polygon-open'],
    [
      'in metres',
      ring([500000, 2500000], [500900, 2500000], [500900, 2500900], [500000, 2500000]),
      'bad-polygon-range',
    ],
    ['latitude first', ring([22, 106], [22.1, 106], [22.1, 106.1], [22, 106]), 'bad-polygon-range'],
    ['a bow tie', ring([106, 22], [106.1, 22.1], [106.1, 22], [106, 22.1], [106, 22]), 'bad-polygon-crossing'],
    ['a country', ring([102, 9], [109, 9], [109, 23], [102, 9]), 'bad-area-size'],
    ['a garden', ring([106, 22], [106.0001, 22], [106.0001, 22.0001], [106, 22]), 'bad-area-size'],
    ['a point', { type: 'Point', coordinates: [106, 22] }, 'not-an-area'],
    ['two features', { type: 'FeatureCollection', features: [1, 2] }, 'not-an-area'],
    ['no polygon', { type: 'MultiPolygon', coordinates: [] }, 'not-an-area'],
    ['no JSON', 'đường ranh', 'not-an-area'],
    ['nothing', null, 'not-an-area'],
  ];
  for (const [name, shape, code] of bad) {
    it(`are refused: ${name}`, async () => {
      const sent = await world.as.an.post('/api/communes', { ...facts, name: '', outline: shape });
      expect([sent.status, codesOf(sent)]).to.deep.equal([400, { name: 'required', outline: code }]);
      const file = await upload(typeof shape === 'string' ? shape : JSON.stringify(shape));
      expect([file.status, codesOf(file)]).to.deep.equal([400, { file: code }]);
      expect(await Communes.countDocuments()).to.equal(0);
    });
  }

  it('are one a commune, whichever way its tone is written, and have a line', async () => {
    await world.as.an.post('/api/communes', { ...facts, outline: square() }).expect(201);
    const again = await world.as.an.post('/api/communes', { ...facts, name: 'xã  Hoà An', outline: square() });
    expect([again.status, codesOf(again)]).to.deep.equal([409, { name: 'already-exists' }]);
    await world.as.an.post('/api/communes', { ...facts, name: 'Xã Hoa An', outline: square() }).expect(201);
    const without = await world.as.an.post('/api/communes', { ...facts, name: 'Xã Khác' });
    expect([without.status, codesOf(without)]).to.deep.equal([400, { outline: 'required' }]);
  });

  it("are the office's to change, and no producer's to see", async () => {
    const made = await world.as.an.post('/api/communes', { ...facts, outline: square() });
    const path = `/api/communes/${made.body.id}`;
    const body = { ...facts, outline: square() };
    expect((await world.as.minh.get('/api/communes')).body.items).to.have.length(1);
    for (const who of ['hoa', 'minh'] as const) {
      expect((await world.as[who].post('/api/communes', body)).status).to.equal(403);
      expect((await world.as[who].put(path, body)).status).to.equal(403);
    }
    expect((await world.as.hoa.get(path)).status).to.equal(403);
    expect((await world.stranger.get(path)).status).to.equal(401);
    expect((await world.as.an.get('/api/communes/none')).status).to.equal(404);
  });

  it('that are still missing are named, each with a form that begins with it', async () => {
    await buildZone(world.by('hoa'), {}, { commune: 'Xã Thành Công', province: 'Cao Bằng' });
    await buildZone(world.by('hoa'), {}, { commune: 'Xã Hoà An', province: 'Cao Bằng' });
    const browser = await world.as.an.browser();
    const address = '/communes/new?name=X%C3%A3+Th%C3%A0nh+C%C3%B4ng&amp;province=Cao+B%E1%BA%B1ng';
    expect((await browser.get('/communes')).text)
      .to.include(`href="${address}"`)
      .and.include('Xã Hoà An');
    await world.as.an.post('/api/communes', { ...facts, outline: square() });
    expect((await browser.get('/communes')).text)
      .to.include('Xã Thành Công')
      .and.not.include('Xã Hoà An');
    const form = await browser.get(address.replace('&amp;', '&'));
    expect(form.text).to.include('value="Xã Thành Công"').and.include('value="Cao Bằng"');
  });
});
