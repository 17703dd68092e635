import { expect } from 'chai';
import request, { type Test } from 'supertest';
import sharp from 'sharp';
import { issueToken } from '../../src/auth/session.service.js';
import { Photos } from '../../src/registry/photo.model.js';
import { someGtin } from '../support/builders.js';
import { startWorld, type PersonName, type World } from '../support/world.js';

const box = { width: 1600, height: 1200 };

/** A photo as a phone makes it: lying on its side, with its place. */
function phonePhoto(): Promise<Buffer> {
  const { width, height } = box;
  const left = { create: { width: width / 2, height, channels: 3 as const, background: '#c00' } };
  return sharp({ create: { width, height, channels: 3, background: '#00c' } })
    .composite([{ input: left, left: 0, top: 0 }])
    .jpeg()
    .withExif({ IFD0: { Model: 'Máy ảnh của Hoa' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '22/1 39/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

describe('the photo of a product', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const facts = () => ({ gtin: someGtin(), 'names.vi': 'Miến dong', uom: 'KGM' });
  const sendTo = (test: Test, fields: Record<string, string>, file: Buffer, name: string) => {
    for (const [field, value] of Object.entries(fields)) void test.field(field, value);
    return test.attach('file', file, name);
  };
  const as = (name: PersonName, test: Test) =>
    test.set('Authorization', `Bearer ${issueToken(world.as[name].user).accessToken}`);
  const make = (file: Buffer, name = 'anh.jpg') =>
    sendTo(as('hoa', request(world.app).post('/api/products')), facts(), file, name);
  const photoOf = async (file: Buffer) => {
    const made = await make(file);
    expect(made.status, made.text).to.equal(201);
    return (made.body as { photo: string }).photo;
  };

  it('is public under an address of its own, upright, small, of one size, and without EXIF', async () => {
    const photo = await phonePhoto();
    expect((await sharp(photo).metadata()).exif).to.be.instanceOf(Buffer);
    const id = await photoOf(photo);
    for (const [form, format, width, height] of [
      ['webp', 'webp', 640, 480],
      ['jpg', 'jpeg', 1200, 630],
    ] as const) {
      // prettier-ignore
      const res = await world.stranger.get(`/photos/${id}.${form}`).responseType('blob');
      expect(res.status).to.equal(200);
      expect(res.get('Cache-Control')).to.equal('public, max-age=31536000, immutable');
      expect(res.type).to.equal(`image/${format}`);
      const body = res.body as Buffer;
      const found = await sharp(body).metadata();
      expect(found).to.include({ format, width, height });
      expect(found.exif ?? found.xmp ?? found.icc).to.equal(undefined);
      expect(body.includes('Exif') || body.includes('GPS') || body.includes('Hoa')).to.equal(false);
      if (form === 'webp') expect(body.length).to.be.at.most(40_000);
      const { data } = await sharp(body).extract({ left: 300, top: 10, width: 1, height: 1 }).raw().toBuffer({ resolveWithObject: true }); // prettier-ignore
      expect(data[0], 'red was left, upright it is on top').to.be.above(150);
    }
    expect(await Photos.countDocuments({})).to.equal(1);
  });

  it('is at most 40 kB also of what does not compress', async () => {
    const noise = await sharp({ create: { ...box, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 120 } } }).png().toBuffer(); // prettier-ignore
    expect(noise.length).to.be.above(1_000_000);
    const res = await world.stranger.get(`/photos/${await photoOf(noise)}.webp`).responseType('blob');
    expect((res.body as Buffer).length).to.be.within(1000, 40_000);
  });

  const small = sharp({ create: { width: 8, height: 8, channels: 3, background: '#0a0' } });
  const bad: [string, () => Promise<Buffer> | Buffer][] = [
    ['a PDF that is called a photo', () => Buffer.from('%PDF-1.4 …')],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['a photo cut short', async () => (await phonePhoto()).subarray(0, 3000)],
    ['an empty file', () => Buffer.alloc(0)],
    ['a GIF', () => small.clone().gif().toBuffer()],
  ];
  for (const [name, file] of bad) {
    it(`refuses ${name}, beside its field, with the rest of the form kept`, async () => {
      const count = await Photos.countDocuments({});
      const res = await make(await file());
      expect(res.status, res.text).to.equal(400);
      expect((res.body as { errors: object[] }).errors[0]).to.include({ field: 'file', code: 'bad-photo' });
      expect(await Photos.countDocuments({})).to.equal(count);
    });
  }

  it('stays with an edit that names it, and goes with one that does not', async () => {
    const made = await make(await small.clone().png().toBuffer(), 'anh.png');
    const { id, gtin, photo } = made.body as { id: string; gtin: string; photo: string };
    const put = (more: object) =>
      world.as.hoa.put(`/api/products/${id}`, { gtin, names: { vi: 'M' }, uom: 'KGM', ...more });
    expect((await put({ photo })).body).to.include({ photo });
    const form = await (await world.as.hoa.browser()).get(`/products/${id}/edit`);
    expect(form.text).to.include(`<option value="${photo}" selected>`).and.include('enctype="multipart/form-data"');
    expect((await put({})).body).not.to.have.property('photo');
    const absent = await put({ photo: 'a'.repeat(64) });
    expect([absent.status, absent.body.errors[0].field]).to.deep.equal([404, 'photo']);
  });

  it('of another producer is none of mine', async () => {
    const photo = await photoOf(await small.clone().webp().toBuffer());
    const theirs = await world.as.binh.post('/api/products', {
      gtin: someGtin(),
      names: { vi: 'M' },
      uom: 'KGM',
      photo,
    });
    expect([theirs.status, theirs.body.code]).to.deep.equal([404, 'not-found']);
  });

  it('is not there under another name', async () => {
    for (const name of ['x.webp', `${'a'.repeat(64)}.webp`, `${'a'.repeat(64)}.png`, `${'a'.repeat(64)}`]) {
      expect((await world.stranger.get(`/photos/${name}`)).status, name).to.equal(404);
    }
  });
});
