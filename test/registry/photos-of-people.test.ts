/** Photos of who makes a product and of where it grows: the same rules as for a product's, and their place on the page. */
import { expect } from 'chai';
import request from 'supertest';
import sharp from 'sharp';
import { issueToken } from '../../src/auth/session.service.js';
import { Locations } from '../../src/registry/location.model.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { Photos } from '../../src/registry/photo.model.js';
import { fieldsOf } from '../support/kinds.js';
import { buildLabel, open } from '../support/labelled.js';
import { startWorld, type PersonName, type World } from '../support/world.js';

const zone = {
  ...{ growingAreaCode: 'VN-04-0001', issuer: 'Chi cục', status: 'active', crop: 'Dong riềng' },
  ...{ validFrom: '2020-01-01', validUntil: '2099-12-31', areaHectares: 2.5, households: 12 },
};

describe('photos of people and places', () => {
  let world: World;
  let built: Awaited<ReturnType<typeof buildLabel>>;
  let zoneId: string;
  before(async () => {
    world = await startWorld();
    built = await buildLabel(world);
    zoneId = (await Locations.findOne({ kind: 'zone' }).lean())?._id ?? '';
  });
  after(() => world.stop());

  const picture = (background: string) =>
    sharp({ create: { width: 900, height: 700, channels: 3, background } })
      .jpeg()
      .withExif({ IFD0: { Model: 'Máy ảnh của Hoa' } })
      .toBuffer();
  const send = (who: PersonName, path: string, body: object, file: Buffer) => {
    const test = request(world.app).put(`/api${path}`);
    void test.set('Authorization', `Bearer ${issueToken(world.as[who].user).accessToken}`);
    for (const [name, value] of Object.entries(fieldsOf(body))) void test.field(name, value);
    return test.attach('file', file, 'anh.jpg');
  };
  const records = () =>
    [
      { name: 'organizations', path: '/organizations/org-hoa', body: { name: 'HTX Hoa', kind: 'cooperative' }, background: '#a52' },
      { name: 'locations', path: `/locations/${zoneId}`, body: { kind: 'zone', name: 'Vùng dong riềng', zone }, background: '#2a5' },
    ] as const; // prettier-ignore

  it('are sent by the producer, small and without EXIF, and stay or go with an edit', async () => {
    for (const { path, body, background } of records()) {
      const sent = await send('hoa', path, body, await picture(background));
      expect(sent.status, sent.text).to.equal(200);
      const { photo } = sent.body as { photo: string };
      const res = await world.stranger.get(`/photos/${photo}.webp`).responseType('blob');
      expect((res.body as Buffer).length).to.be.within(100, 40_000);
      expect(await sharp(res.body as Buffer).metadata()).to.include({ format: 'webp', width: 640, height: 480 });
      expect((res.body as Buffer).includes('Hoa')).to.equal(false);
      const browser = await world.as.hoa.browser();
      const form = await browser.get(`${path}/edit`);
      expect(form.text).to.include(`<option value="${photo}" selected>`).and.include('enctype="multipart/form-data"');
      expect((await browser.get(path)).text).to.include(`<img src="/photos/${photo}.webp" width="480" height="360"`);
      expect((await world.as.hoa.put(`/api${path}`, { ...body, photo })).body).to.include({ photo });
      expect((await world.as.hoa.put(`/api${path}`, body)).body).not.to.have.property('photo');
    }
  });

  it("are nobody else's to send, nor to name", async () => {
    for (const { path, body, background } of records()) {
      const before = await Photos.countDocuments({});
      expect((await send('binh', path, body, await picture('#123'))).status, path).to.equal(404);
      expect((await send('minh', path, body, await picture('#123'))).status, path).to.equal(403);
      expect(await Photos.countDocuments({})).to.equal(before);
      const { photo } = (await send('hoa', path, body, await picture(background))).body as { photo: string };
      const theirs = await world.as.binh.post('/api/locations', { kind: 'facility', name: 'Xưởng', photo });
      expect([theirs.status, theirs.body.errors[0].field]).to.deep.equal([404, 'photo']);
    }
    const own = await world.as.binh.put('/api/organizations/org-binh', { name: 'x', kind: 'cooperative', photo: 'a'.repeat(64) }); // prettier-ignore
    expect([own.status, own.body.errors[0].field]).to.deep.equal([404, 'photo']);
  });

  it('are refused beside their field where they are none, and nothing changes', async () => {
    for (const { path, body } of records()) {
      const before = JSON.stringify([await Organizations.find().lean(), await Locations.find().lean()]);
      const res = await send('hoa', path, body, Buffer.from('%PDF-1.4 …'));
      expect(res.status, res.text).to.equal(400);
      expect((res.body as { errors: object[] }).errors[0]).to.include({ field: 'file', code: 'bad-photo' });
      expect(JSON.stringify([await Organizations.find().lean(), await Locations.find().lean()])).to.equal(before);
    }
  });

  it('stand on the page of a label beside who and where, lazy, with their size and a text', async () => {
    const photos = [];
    for (const { path, body, background } of records()) {
      photos.push(((await send('hoa', path, body, await picture(background))).body as { photo: string }).photo);
    }
    const { text } = await open(world, built.label.full);
    const part = (id: string) => text.slice(text.indexOf(`id="${id}"`)).split('</section>')[0] ?? '';
    const image = (photo = '', alt: string) =>
      `<img src="/photos/${photo}.webp" width="480" height="360" alt="${alt}" loading="lazy" decoding="async">`;
    expect(part('people')).to.include(image(photos[0], 'Người và công việc ở HTX Hoa'));
    expect(part('zone-1')).to.include(image(photos[1], 'Cảnh vùng nguyên liệu Vùng dong riềng'));
  });
});
