import { createHash } from 'node:crypto';
import { expect } from 'chai';
import request from 'supertest';
import sharp from 'sharp';
import { issueToken } from '../../src/auth/session.service.js';
import { Inspections } from '../../src/inspections/record.model.js';
import { Attachments } from '../../src/registry/attachment.model.js';
import { inspecting, type Inspecting } from '../support/inspections.js';
import { startWorld, tokenIn, type World } from '../support/world.js';

/** As a phone makes one: lying on its side, with what the phone knows. */
const photo = (background: string) =>
  sharp({ create: { width: 900, height: 700, channels: 3, background } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Model: 'Điện thoại của Minh' } })
    .toBuffer();
const pdf = Buffer.from('%PDF-1.4 một tờ quét');
const hashOf = (file: Buffer) => createHash('sha256').update(file).digest('hex');

describe('carrying out an inspection', () => {
  let world: World;
  let steps: Inspecting;
  let id: string;
  before(async () => {
    world = await startWorld();
    steps = inspecting(world);
  });
  beforeEach(async () => {
    id = await steps.plan();
    await steps.begin(id);
  });
  after(() => world.stop());

  const stored = async () => (await world.as.minh.get(`/api/inspections/${id}`)).body;
  const put = (body: object) => world.as.minh.put(`/api/inspections/${id}/findings`, body);

  it('begins once, by the checklist as it is then', async () => {
    expect(await stored()).to.include({ state: 'draft', version: 1, newerVersion: null, revision: 0 });
    const again = await world.as.minh.post(`/api/inspections/${id}/beginnings`);
    expect([again.status, again.body.code]).to.deep.equal([409, 'wrong-state']);
    const planned = await steps.plan();
    const both = await Promise.all([1, 2].map(() => world.as.minh.post(`/api/inspections/${planned}/beginnings`)));
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
    expect((await world.as.hoa.post(`/api/inspections/${planned}/beginnings`)).body.code).to.equal('role-not-allowed');
  });

  it('keeps a draft that is half done, and goes on from it', async () => {
    const answers = [{ code: '5.1', finding: 'minor', note: 'Thiếu phiếu nhập' }, { code: '5.2' }];
    expect((await put({ revision: 0, answers, summary: 'Còn dở' })).body.revision).to.equal(1);
    const { answers: kept, summary } = await stored();
    expect(kept[0]).to.deep.equal({ code: '5.1', finding: 'minor', note: 'Thiếu phiếu nhập' });
    expect(summary).to.equal('Còn dở');
    const page = await (await world.as.minh.browser()).get(`/inspections/${id}/findings/edit`);
    expect(page.text).to.include('value="Thiếu phiếu nhập"').and.to.include('name="revision" value="1"');
    expect(page.text).to.include('<option value="minor" selected>');
  });

  it('keeps photos under their hash, for the organisation too, until they are removed by name', async () => {
    const [one, other] = [await photo('#a52'), await photo('#2a5')];
    expect((await attach(one, { photoOf: '2.4' })).status).to.equal(303);
    expect((await attach(other)).status).to.equal(303);
    const expected = [
      { sha256: hashOf(one), code: '2.4' },
      { sha256: hashOf(other), code: null },
    ];
    expect((await stored()).photos).to.deep.equal(expected);
    expect((await world.as.hoa.get(`/attachments/${hashOf(one)}`)).status).to.equal(200);
    expect((await world.as.binh.get(`/attachments/${hashOf(one)}`)).status).to.equal(404);
    const { revision } = await stored();
    await put({ revision, answers: [], removedPhotos: [hashOf(one)] });
    expect((await stored()).photos).to.deep.equal([expected[1]]);
  });

  it('takes several files at once and shows them small, upright and without EXIF, to who may see the file', async () => {
    const [one, other] = [await photo('#a52'), await photo('#2a5')];
    const sent = await attach([one, other, pdf], { photoOf: '2.4' });
    expect(sent.status, sent.text).to.equal(303);
    expect((await stored()).photos.map(({ sha256 }: { sha256: string }) => sha256)).to.deep.equal([
      ...[hashOf(one), hashOf(other), hashOf(pdf)],
    ]);
    const small = `/attachments/${hashOf(one)}/thumbnail.webp`;
    const res = await world.as.minh.get(small).responseType('blob');
    expect([res.type, res.headers['cache-control']]).to.deep.equal(['image/webp', 'private, max-age=86400, immutable']);
    expect((res.body as Buffer).length).to.be.below(40_000);
    const { width, height, exif } = await sharp(res.body as Buffer).metadata();
    expect({ width, height, exif }).to.deep.equal({ width: 320, height: 240, exif: undefined });
    expect((await world.as.hoa.get(small)).status).to.equal(200);
    expect((await world.as.binh.get(small)).status).to.equal(404);
    expect((await world.stranger.get(small)).status).to.equal(401);
    expect((await world.as.minh.get(`/attachments/${hashOf(pdf)}/thumbnail.webp`)).status).to.equal(404);
    const large = await world.as.minh.get(`/attachments/${hashOf(one)}`);
    expect(large.headers['content-disposition']).to.match(/^inline; filename=[0-9a-f]{16}\.jpg$/);
    expect(large.headers['content-security-policy']).to.include('sandbox');

    const alts = { vi: 'alt="Ảnh 1, tiêu chí 2.4 ', en: 'alt="Photo 1, criterion 2.4 ', zh: 'alt="照片 1，条款 2.4 ' };
    for (const [lang, alt] of Object.entries(alts)) {
      const { text } = await world.as.minh.get(`/inspections/${id}?lang=${lang}`);
      expect(text).to.include(`<img src="${small}" width="320" height="240" ${alt}`);
      expect(text).to.match(new RegExp(`<a href="/attachments/${hashOf(pdf)}">[^<]*3[^<]*PDF`));
    }
  });

  it('takes all files of a save or none, and names those that are no pictures by their content', async () => {
    const files = await Attachments.countDocuments({});
    const whole = await photo('#135');
    const cut = whole.subarray(0, whole.length / 2);
    const sent = await attach([whole, Buffer.from('MZ a program'), cut], { 'answers.0.note': 'Gõ lâu rồi' });
    expect(sent.status).to.equal(400);
    expect(sent.text).to.include('id="error-file"').and.to.include('value="Gõ lâu rồi"');
    expect(sent.text).to.include('“ảnh 1.jpg”, “ảnh 2.jpg”').and.not.to.include('ảnh 0.jpg');
    const large = await attach([whole, Buffer.concat([whole, Buffer.alloc(5 * 1024 * 1024)])], {
      'answers.0.note': 'Gõ lâu rồi',
    });
    expect(large.status).to.equal(413);
    expect(large.text).to.include('id="error-file"').and.to.include('value="Gõ lâu rồi"').and.include('“ảnh 1.jpg”');
    const many = await attach(Array<Buffer>(11).fill(whole), { 'answers.0.note': 'Gõ lâu rồi' });
    expect(many.status).to.equal(400);
    expect(many.text).to.include('id="error-file"').and.to.include('value="Gõ lâu rồi"');
    expect(await stored()).to.deep.include({ photos: [], revision: 0, answers: [] });
    expect(await Attachments.countDocuments({})).to.equal(files);
  });

  it('tells who saves after somebody else, with all that was typed, and lets the second save replace', async () => {
    const browser = await world.as.minh.browser();
    await put({ revision: 0, answers: [{ code: '1.1', finding: 'conforms' }] });
    const typed = {
      revision: '0',
      'answers.0.code': '1.1',
      'answers.0.note': 'Bản của tôi',
      'answers.0.finding': 'major',
    };
    const late = await browser.post(`/inspections/${id}/findings`, typed);
    expect(late.status).to.equal(409);
    expect(late.text).to.include('Người khác vừa lưu').and.to.include('value="Bản của tôi"');
    expect(late.text).to.include('name="revision" value="1"');
    expect((await stored()).answers).to.deep.equal([{ code: '1.1', finding: 'conforms', note: null }]);
    expect((await browser.post(`/inspections/${id}/findings`, { ...typed, revision: '1' })).status).to.equal(303);
    expect((await stored()).answers[0]).to.include({ note: 'Bản của tôi', finding: 'major' });
    const race = await Promise.all([1, 2, 3].map((n) => put({ revision: 2, answers: [], summary: `bản ${n}` })));
    expect(race.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409]);
    expect(race.filter(({ status }) => status === 409).map(({ body }) => body.code)).to.deep.equal([
      'changed-since',
      'changed-since',
    ]);
  });

  it('tells every fault beside its field and stores nothing', async () => {
    const refused: [object, number, string[]][] = [
      [{}, 400, ['revision', 'answers']],
      [
        { revision: 0, answers: [{ code: '5.1', finding: 'good' }, { finding: 'minor' }] },
        400,
        ['answers.0.finding', 'answers.1.code'],
      ],
      [{ revision: 0, answers: [{ code: '99' }, { code: '5.1' }], photoOf: 'x' }, 400, ['answers.0.code', 'photoOf']],
      [
        { revision: 0, answers: [], summary: 'x'.repeat(2001), removedPhotos: ['x'] },
        400,
        ['summary', 'removedPhotos.0'],
      ],
    ];
    for (const [body, status, fields] of refused) {
      const res = await put(body);
      expect(res.status, JSON.stringify(body)).to.equal(status);
      expect(res.body.errors.map(({ field }: { field: string }) => field)).to.have.members(fields);
    }
    expect(await stored()).to.include({ revision: 0 });
  });

  it('is an inspector’s alone, and none before it has begun', async () => {
    const body = { revision: 0, answers: [] };
    for (const who of ['hoa', 'an'] as const) {
      expect((await world.as[who].put(`/api/inspections/${id}/findings`, body)).body.code).to.equal('role-not-allowed');
    }
    const planned = await steps.plan();
    const early = await world.as.minh.put(`/api/inspections/${planned}/findings`, body);
    expect([early.status, early.body.code]).to.deep.equal([409, 'wrong-state']);
    expect((await world.as.minh.put('/api/inspections/none/findings', body)).status).to.equal(404);
    expect(await Inspections.countDocuments({ _id: id, revision: 0 })).to.equal(1);
  });

  async function attach(files: Buffer | Buffer[], fields: Record<string, string> = {}) {
    const agent = request.agent(world.app).set('Authorization', `Bearer ${issueToken(world.as.minh.user).accessToken}`);
    const { text } = await agent.get(`/inspections/${id}/findings/edit`);
    expect(tokenIn(text)).not.to.equal('');
    const revision = /name="revision" value="(\d+)"/.exec(text)?.[1] ?? '';
    const sent = agent.post(`/inspections/${id}/findings`).field('revision', revision).field('answers.0.code', '1.1');
    for (const [name, value] of Object.entries(fields)) sent.field(name, value);
    for (const [index, file] of [files].flat().entries()) {
      void sent.attach('file', file, { filename: `ảnh ${index}.jpg`, contentType: 'image/jpeg' });
    }
    return sent;
  }
});
