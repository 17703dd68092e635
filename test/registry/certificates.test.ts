import { createHash } from 'node:crypto';
import { expect } from 'chai';
import request from 'supertest';
import { certificateState } from '../../src/registry/certificate.service.js';
import { Attachments } from '../../src/registry/attachment.model.js';
import { Certificates } from '../../src/registry/certificate.model.js';
import { issueToken } from '../../src/auth/session.service.js';
import { buildProduct } from '../support/builders.js';
import { startWorld, type PersonName, type World } from '../support/world.js';

const facts = { type: 'vietgap' as const, number: 'VG-1', issuer: 'Vinacert', issuedOn: '2025-01-01' };
const pdf = (words: string) => Buffer.from(`%PDF-1.7\n${words}`);

describe('certificates', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  /** A form with a file, sent with a token in place of a browser's session. */
  const upload = (
    name: PersonName,
    file: Buffer,
    { path = '/certificates', as = '../../giấy.html', fields = {} } = {},
  ) => {
    const form = request(world.app)
      .post(path)
      .set('Authorization', `Bearer ${issueToken(world.as[name].user).accessToken}`);
    for (const [field, value] of Object.entries({ ...facts, ...fields })) void form.field(field, value);
    return form.attach('file', file, { filename: as, contentType: 'text/html' });
  };

  it('tell every fault at once', async () => {
    const body = { type: 'x', issuer: ' ', issuedOn: '2026-02-30', expiresOn: '2025-01-01', fileSha256: 'abc' };
    const res = await world.as.hoa.post('/api/certificates', body);
    const fields = res.body.errors.map(({ field }: { field: string }) => field);
    expect(fields).to.include.members(['type', 'number', 'issuer', 'issuedOn', 'fileSha256']);
    const late = await world.as.hoa.post('/api/certificates', { ...facts, number: '', expiresOn: '2024-12-31' });
    const codes = late.body.errors.map(({ code }: { code: string }) => code);
    expect(codes).to.have.members(['required', 'ends-before-start']);
  });

  it('are for a product of the same organisation', async () => {
    const theirs = await buildProduct(world.by('binh'));
    const own = await buildProduct(world.by('hoa'));
    const send = (product: string, who: 'hoa' | 'an' = 'hoa') =>
      world.as[who].post('/api/certificates', { ...facts, product, ...(who === 'an' && { organization: 'org-hoa' }) });
    expect((await send(own._id)).status).to.equal(201);
    expect((await send(own._id, 'an')).status).to.equal(201);
    for (const res of [await send(theirs._id), await send('nowhere'), await send(theirs._id, 'an')]) {
      expect(res.status).to.equal(404);
      expect(res.body.errors[0].field).to.equal('product');
    }
  });

  it('keep their file under its hash, for a download under a name of ours', async () => {
    const file = pdf('an toàn thực phẩm');
    const sha256 = createHash('sha256').update(file).digest('hex');
    const sent = await upload('hoa', file);
    expect(sent.status, sent.text).to.equal(303);
    const { body } = await world.as.hoa.get(`/api${sent.headers.location}`);
    expect(body.fileSha256).to.equal(sha256);
    const page = await (await world.as.hoa.browser()).get(sent.headers.location ?? '');
    expect(page.text).to.include(`/attachments/${sha256}`);
    for (const name of ['hoa', 'minh', 'an'] as const) {
      const got = await world.as[name].get(`/attachments/${sha256}`).buffer(true).parse(collect);
      expect(got.status, name).to.equal(200);
      expect(Buffer.compare(got.body as Buffer, file)).to.equal(0);
      expect(got.headers['content-type']).to.equal('application/pdf');
      expect(got.headers['content-disposition']).to.equal(`attachment; filename=${sha256.slice(0, 16)}.pdf`);
      expect(got.headers['x-content-type-options']).to.equal('nosniff');
      expect(got.headers['cache-control']).to.equal('private, no-store');
    }
    const binh = await world.as.binh.browser();
    const [theirs, absent] = [
      await binh.get(`/attachments/${sha256}`),
      await binh.get(`/attachments/${'0'.repeat(64)}`),
    ];
    expect(theirs.status).to.equal(404);
    expect(theirs.text.replaceAll(sha256, '')).to.equal(absent.text.replaceAll('0'.repeat(64), ''));
    expect((await world.stranger.get(`/attachments/${sha256}`)).status).to.be.oneOf([401, 303]);
  });

  it('keep their file through an edit without a new one, and take a new one', async () => {
    const sent = await upload('hoa', pdf('một'));
    const browser = await world.as.hoa.browser();
    const form = await browser.get(`${sent.headers.location}/edit`);
    const kept = /name="fileSha256" value="([0-9a-f]{64})"/.exec(form.text)?.[1] ?? '';
    expect(kept).to.have.length(64);
    const path = sent.headers.location ?? '';
    expect((await browser.post(path, { ...facts, number: 'VG-2', fileSha256: kept })).status).to.equal(303);
    expect((await world.as.hoa.get(`/api${path}`)).body).to.include({ number: 'VG-2', fileSha256: kept });
    const again = await upload('hoa', pdf('hai'), { path, fields: { fileSha256: kept } });
    expect(again.status, again.text).to.equal(303);
    expect((await world.as.hoa.get(`/api${path}`)).body.fileSha256).not.to.equal(kept);
  });

  it('give nobody a file by naming its hash', async () => {
    const file = pdf('của hoa');
    await upload('hoa', file);
    const fileSha256 = createHash('sha256').update(file).digest('hex');
    const named = await world.as.binh.post('/api/certificates', { ...facts, fileSha256 });
    expect(named.status).to.equal(201);
    expect((await world.as.binh.get(`/attachments/${fileSha256}`)).status).to.equal(404);
    const page = await (await world.as.binh.browser()).get(`/certificates/${named.body.id}`);
    expect(page.text).not.to.include('/attachments/');
    expect((await upload('binh', file)).status).to.equal(303);
    expect((await world.as.binh.get(`/attachments/${fileSha256}`)).status).to.equal(200);
    expect((await world.as.hoa.get(`/attachments/${fileSha256}`)).status).to.equal(200);
  });

  it('take PDF, JPEG and PNG by what is in them, nothing else, and no more than 5 MB', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
    const jpeg = Buffer.from('ffd8ffe000104a46', 'hex');
    for (const good of [png, jpeg]) expect((await upload('hoa', good)).status).to.equal(303);
    const before = [await Certificates.countDocuments(), await Attachments.countDocuments()];
    for (const bad of ['<svg/>', '<html>%PDF-', 'MZ', 'GIF89a', ' %PDF-1.7']) {
      const res = await upload('hoa', Buffer.from(bad), { as: 'cert.pdf' });
      expect(res.status, bad).to.equal(400);
      expect(res.text).to.include('id="error-file"').and.include('value="VG-1"');
    }
    expect((await upload('hoa', Buffer.concat([pdf('x'), Buffer.alloc(5 * 1024 * 1024)]))).status).to.equal(413);
    const foreign = await Certificates.create({
      ...facts,
      _id: 'of-binh',
      organization: 'org-binh',
      createdAt: new Date(),
    });
    expect((await upload('hoa', pdf('y'), { path: `/certificates/${foreign._id}` })).status).to.equal(404);
    expect((await upload('minh', pdf('z'))).status).to.equal(403);
    expect([(await Certificates.countDocuments()) - 1, await Attachments.countDocuments()]).to.deep.equal(before);
  });

  it('warn from ninety days before their last day, which still counts', () => {
    const state = (today: string) => certificateState({ issuedOn: '2025-01-01', expiresOn: '2026-12-31' }, today);
    expect(state('2024-12-31')).to.equal('not-yet');
    expect(state('2025-01-01')).to.equal('valid');
    expect(state('2026-10-01')).to.equal('valid');
    expect(state('2026-10-02')).to.equal('expires-soon');
    expect(state('2026-12-31')).to.equal('expires-soon');
    expect(state('2027-01-01')).to.equal('expired');
    expect(certificateState({ issuedOn: '2025-01-01' }, '2099-01-01')).to.equal('valid');
  });
});

function collect(res: request.Response, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const stream = res as unknown as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}
