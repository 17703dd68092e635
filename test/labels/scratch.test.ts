import { expect } from 'chai';
import { Events } from '../../src/events/event.model.js';
import { compareLots } from '../../src/events/rebuild.service.js';
import { ScratchUses } from '../../src/labels/scratch.model.js';
import { isScratchCode } from '../../src/labels/seal.js';
import { config } from '../../src/config.js';
import { buildPackedLot, issueLabels, type IssuedLabel } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

describe('the code below a scratch field', () => {
  let world: World;
  let lot: string;
  let labels: (IssuedLabel & { scratch: string })[];
  let caller = 0;
  before(async () => {
    world = await startWorld();
    world.app.set('trust proxy', true);
  });
  beforeEach(async () => {
    ({ lot } = await buildPackedLot(world));
    const issued = await world.as.hoa.post(`/api/lots/${lot}/labels`, { count: 3, scratch: true });
    expect(issued.status, issued.text).to.equal(201);
    labels = (await world.as.hoa.get(`/api/lots/${lot}/labels`)).body.items;
    caller++; // wrong codes are limited by address
  });
  after(() => world.stop());

  const first = () => labels[0] as IssuedLabel & { scratch: string };
  const link = (label: IssuedLabel) => label.full.replace(config.publicUrl, '');
  const use = (code: string, label: IssuedLabel = first(), address = `113.160.92.${caller}`) =>
    world.stranger
      .post(`/scratch${link(label)}`)
      .type('form')
      .send({ code })
      .set('X-Forwarded-For', address)
      .set('Accept-Language', 'vi');

  it('differs for each label, and is told to the maker alone, in the list and as CSV', async () => {
    const codes = labels.map(({ scratch }) => scratch);
    expect(new Set(codes).size).to.equal(3);
    for (const { scratch, serial } of labels) {
      expect(scratch).to.match(/^[0-9A-HJKMNP-TV-Z]{8}$/);
      expect(serial).not.to.include(scratch);
    }
    const plain = await issueLabels(world, lot);
    expect(plain[0]).not.to.have.property('scratch');
    const csv = await world.as.hoa.get(`/lots/${lot}/labels/scratch-codes.csv`);
    expect(csv.get('Content-Type')).to.match(/^text\/csv/);
    const rows = labels.map(({ serial, compact, scratch }, index) => `${index + 1},${serial},${compact},${scratch}`);
    expect(csv.text.trim().split('\n')).to.deep.equal(['number,serial,link,scratch', ...rows]);
    for (const name of ['binh', 'minh'] as const) {
      const other = await world.as[name].get(`/lots/${lot}/labels/scratch-codes.csv`);
      expect(other.status, name).to.equal(name === 'binh' ? 404 : 403);
    }
    const page = await world.stranger.get(link(first()));
    expect(page.text).to.include('Kiểm tra bằng mã cào').and.not.include(first().scratch);
    expect((await world.stranger.get(link(plain[0] as IssuedLabel))).text).not.to.include('Kiểm tra bằng mã cào');
  });

  it('is confirmed the first time, and told as used with that time ever after', async () => {
    const before = Date.now();
    const right = await use(
      ` ${first()
        .scratch.toLowerCase()
        .replace(/^(.{4})/, '$1-')} `,
    );
    expect(right.status).to.equal(200);
    expect(right.text).to.include('Đây là lần xác nhận đầu tiên');
    const [stored] = await ScratchUses.find({ _id: `${lot}/21/${first().serial}` }).lean();
    expect(stored?.at.getTime()).to.be.within(before, Date.now());
    for (const count of [2, 3]) {
      const again = await use(first().scratch);
      expect(again.status).to.equal(200);
      expect(again.text).to.include('đã được xác nhận lần đầu lúc').and.not.include('lần xác nhận đầu tiên');
      expect((await ScratchUses.findById(stored?._id).lean())?.count).to.equal(count);
    }
    expect((await use(labels[1]?.scratch ?? '', labels[1])).text).to.include('lần xác nhận đầu tiên');
  });

  it('is confirmed once when many send it at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => use(first().scratch)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(8).fill(200));
    expect(answers.filter(({ text }) => text.includes('lần xác nhận đầu tiên'))).to.have.length(1);
  });

  it('is refused beside its field when it is wrong, and nothing is stored', async () => {
    for (const wrong of ['AAAAAAAA', labels[1]?.scratch ?? '', `${first().scratch}0`, '漢字漢字漢字漢字', '<b>']) {
      const res = await use(wrong);
      expect(res.status, wrong).to.equal(422);
      expect(res.text).to.include('id="error-code"').and.include('Mã không đúng').and.not.include('<b>');
    }
    const { text } = await use('AAAAAAAA');
    expect(text).to.include('value="AAAAAAAA"').and.not.include(first().scratch);
    expect((await use('')).status).to.equal(400);
    expect(await ScratchUses.countDocuments({ _id: `${lot}/21/${first().serial}` })).to.equal(0);
  });

  it('is none of a label without one, of a wrong seal or of another site', async () => {
    const [plain] = await issueLabels(world, lot);
    expect((await use('AAAAAAAA', plain)).status).to.equal(404);
    const forged = { ...first(), full: first().full.replace('?s=0', '?s=1') };
    expect((await use(first().scratch, forged)).status).to.equal(404);
    expect((await use(first().scratch).set('Sec-Fetch-Site', 'cross-site')).status).to.equal(403);
    expect(await ScratchUses.countDocuments({ _id: `${lot}/21/${first().serial}` })).to.equal(0);
  });

  it('is not guessed: after ten wrong codes a minute an address has to wait', async () => {
    for (let tried = 0; tried < 10; tried++) expect((await use('AAAAAAAA')).status).to.equal(422);
    expect((await use(first().scratch)).status).to.equal(429);
    expect((await use(first().scratch, first(), '203.113.131.1')).status).to.equal(200);
  });

  it('lies in no event, scan or use; the lot is folded from its events with it', async () => {
    await use(first().scratch);
    const stored = [await Events.find({}).lean(), await ScratchUses.find({}).lean()];
    expect(JSON.stringify(stored)).not.to.include(first().scratch);
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  it('is read in any case, with O for 0, I or L for 1', () => {
    expect(isScratchCode('olio 1oi1', '01101011')).to.equal(true);
    expect(isScratchCode('01101012', '01101011')).to.equal(false);
    expect(isScratchCode('', '01101011')).to.equal(false);
  });
});
