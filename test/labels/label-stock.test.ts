import { expect } from 'chai';
import { type Response } from 'supertest';
import { labelOrigin, templates } from '../../src/labels/templates.js';
import {
  buildPackedLot,
  download,
  fieldsOf,
  issueLabels,
  type IssuedLabel,
  type PackedLot,
} from '../support/labelled.js';
import { crop, rasterise, readQr, skipWithoutPoppler, type Raster } from '../support/raster.js';
import { startWorld, type World } from '../support/world.js';
import { printZpl } from '../support/zpl.js';

const decal = {
  ...{ name: 'Decal 24', pageWidth: 210, pageHeight: 297, labelWidth: 64, labelHeight: 33.5, columns: 3, rows: 8 },
  ...{ left: 7, top: 13, pitchX: 66, pitchY: 34 },
};

/** A quarter turn to the left: what ran downwards runs to the right again. */
function turnBack({ width, height, pixels, ...others }: Raster): Raster {
  const turned = pixels.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[(width - 1 - x) * height + y] = pixels[y * width + x] ?? 255;
  }
  return { ...others, width: height, height: width, pixels: turned };
}

/** By how much the ink in the rows of two pictures differs. */
function difference(one: Raster, other: Raster): number {
  const inkIn = ({ width, height, pixels }: Raster, part: number) => {
    const y = Math.floor((part * height) / 100);
    return pixels.slice(y * width, (y + 1) * width).filter((grey) => grey < 128).length / width;
  };
  return Array.from({ length: 100 }, (_, part) => Math.abs(inkIn(one, part) - inkIn(other, part))).reduce(
    (sum, each) => sum + each,
  );
}

describe('label stock', () => {
  before(skipWithoutPoppler);
  let world: World;
  let packed: PackedLot;
  let labels: IssuedLabel[];
  before(async () => {
    world = await startWorld();
    packed = await buildPackedLot(world, { names: { vi: 'Miến dong Nguyên Bình', zh: '原平葛根粉丝' } });
    labels = await issueLabels(world, packed.lot, 5);
  });
  after(() => world?.stop());

  const fileOf = (path: string) => download(world, path);
  const sheet = (query: string) => `/lots/${packed.lot}/labels/sheet.${query}`;
  const refused = (path: string) => world.as.hoa.get(path).set('Accept', 'application/json');
  describe('of an organisation', () => {
    it('is registered, listed for it alone, changed, and printed on', async () => {
      const made = await world.as.hoa.post('/api/label-templates', decal);
      expect(made.status, made.text).to.equal(201);
      const { id } = made.body as { id: string };
      expect(made.body).to.deep.equal({ id, ...decal });
      const idsOf = (res: Response) => (res.body as { items: { id: string }[] }).items.map((item) => item.id);
      expect(idsOf(await world.as.hoa.get('/api/label-templates'))).to.deep.equal([id, ...Object.keys(templates)]);
      expect(idsOf(await world.as.binh.get('/api/label-templates'))).to.deep.equal(Object.keys(templates));

      const changed = await world.as.hoa.put(`/api/label-templates/${id}`, { ...decal, top: 12.5 });
      expect(changed.body).to.include({ id, top: 12.5 });
      const [page] = (await rasterise(await fileOf(sheet(`pdf?template=${id}&startAt=2`)), 300)) as [Raster];
      const box = { x: 7 + 66, y: 12.5, width: 64, height: 33.5 };
      expect(await readQr(crop(page, box))).to.deep.equal([labels[0]?.full]);
      for (const res of [
        await world.as.binh.put(`/api/label-templates/${id}`, decal),
        await world.as.binh.get(`/label-templates/${id}`),
        await world.as.binh.get(`/label-templates/${id}/check.pdf`),
      ]) {
        expect(res.status).to.equal(404);
      }
      expect((await world.as.hoa.get(`/label-templates/${id}/edit`)).text).to.include('value="12.5"');
    });

    it('of a roll for a thermal printer prints as ZPL', async () => {
      const input = {
        ...{ name: 'Cuộn 40', pageWidth: 40, pageHeight: 40, labelWidth: 40, labelHeight: 40, columns: 1, rows: 1 },
        ...{ left: 0, top: 0, dotsPerInch: 203 },
      };
      const made = await world.as.hoa.post('/api/label-templates', input);
      expect(made.status, made.text).to.equal(201);
      const zpl = await fileOf(sheet(`zpl?template=${(made.body as { id: string }).id}`));
      const pages = printZpl(zpl.toString(), 203);
      const read = await Promise.all(pages.map((page) => readQr(page)));
      expect(read).to.deep.equal(labels.map(({ compact }) => [compact]));
    });

    it('of a roll that is fed sideways is printed with a quarter turn', async () => {
      const input = {
        ...{ name: 'Cuộn dọc', pageWidth: 30, pageHeight: 50, labelWidth: 30, labelHeight: 50, columns: 1, rows: 1 },
        ...{ left: 0, top: 0, dotsPerInch: 203, isTurned: true },
      };
      const made = await world.as.hoa.post('/api/label-templates', input);
      expect([made.status, made.body.isTurned]).to.deep.equal([201, true]);
      const { id } = made.body as { id: string };
      const ofRoll = async (kind: 'zpl' | 'pdf', template: string) => {
        const file = await fileOf(sheet(`${kind}?template=${template}&count=1`));
        const [page] = kind === 'zpl' ? printZpl(file.toString(), 203) : await rasterise(file, 203);
        return page as Raster;
      };
      for (const kind of ['pdf', 'zpl'] as const) {
        const [turned, upright] = [await ofRoll(kind, id), await ofRoll(kind, 'roll-50x30-203')];
        expect(await readQr(turned)).to.deep.equal(await readQr(upright));
        const text = { x: 2, y: 32, width: 25, height: 17.5 };
        const lying = { x: 32, y: 3, width: 17.5, height: 25 };
        const back = turnBack(crop(turned, text));
        const right = difference(back, crop(upright, lying));
        expect(right, kind).to.be.below(difference(turnBack(turnBack(back)), crop(upright, lying)) / 2);
      }
      const page = (await world.as.hoa.get(`/label-templates/${id}/edit`)).text;
      expect(page).to.match(/name="isTurned"[^>]*checked/);
    });

    for (const [what, change, faults] of [
      ['labels off the page', { columns: 4, rows: 9 }, { columns: 'outside-page', rows: 'outside-page' }],
      ['a label larger than its page', { labelWidth: 300, pitchX: 300 }, { labelWidth: 'outside-page' }],
      ['labels that overlap', { pitchX: 60, pitchY: 30 }, { pitchX: 'labels-overlap', pitchY: 'labels-overlap' }],
      ['no distance between columns', { pitchX: undefined }, { pitchX: 'required' }],
      ['no room for a code', { labelWidth: 25.4, labelHeight: 10 }, { labelHeight: 'holds-no-code' }],
      [
        'too few dots for a code',
        { labelWidth: 39, labelHeight: 20.5, dotsPerInch: 203 },
        { labelHeight: 'holds-no-code' },
      ],
      [
        'every fault at once',
        { name: '', pageWidth: 0, left: -1, columns: 1.5, rows: 90, pitchY: 30, dotsPerInch: 150, extra: 1 },
        {
          ...{ name: 'required', pageWidth: 'not-positive', left: 'not-negative', columns: 'not-a-number' },
          ...{ rows: 'outside-page', pitchY: 'labels-overlap', dotsPerInch: 'bad-choice', extra: 'unknown-field' },
        },
      ],
    ] as const) {
      it(`is refused for ${what}`, async () => {
        const before = (await world.as.hoa.get('/api/label-templates')).body as object;
        const res = await world.as.hoa.post('/api/label-templates', { ...decal, ...change });
        expect(res.status).to.equal(400);
        expect(fieldsOf(res)).to.deep.equal(faults);
        expect((await world.as.hoa.get('/api/label-templates')).body).to.deep.equal(before);
      });
    }
  });

  describe('that is sold', () => {
    it('shows the drawing of its page and what it cannot do', async () => {
      const list = (await world.as.hoa.get('/label-templates')).text;
      for (const id of Object.keys(templates)) expect(list).to.include(`/label-templates/${id}"`);
      expect(list).to.include('L4731').and.include('Tem cao 10 mm, mã QR cần ít nhất 16,3 mm');
      const page = (await world.as.hoa.get('/label-templates/L4732')).text;
      expect(page).to.include('chỉ đủ chỗ cho mã gọn').and.include('0,396 mm');
      expect(page.match(/M[\d.]+ [\d.]+h35\.6v16\.9/g)).to.have.length(80);
      expect((await world.as.hoa.get('/label-templates/L7160')).text).not.to.include('class="notice');
      expect((await world.as.hoa.get('/label-templates/L9999')).status).to.equal(404);
      expect((await world.as.hoa.get('/label-templates/constructor')).status).to.equal(404);
    });

    it('refuses L4731 with the reason and the stock that can be used', async () => {
      const res = await refused(sheet('pdf?template=L4731'));
      expect([res.status, res.body.code]).to.deep.equal([422, 'label-too-small']);
      expect(res.body.detail).to.include('L4731').and.include('L7160, L7159');
    });

    it('prints ZPL on a roll only', async () => {
      const pages = printZpl((await fileOf(sheet('zpl?template=roll-50x30-203&from=3'))).toString(), 203);
      const read = await Promise.all(pages.map((page) => readQr(page)));
      const seal = read[0]?.[0]?.includes('?s=') ? 'full' : 'compact';
      expect(read).to.deep.equal(labels.slice(3).map((label) => [label[seal]]));
      expect(fieldsOf(await refused(sheet('zpl?template=L7160')))).to.deep.equal({ template: 'not-thermal' });
    });
  });

  describe('in other languages', () => {
    it('prints the Chinese name, and refuses one that is not there', async () => {
      const [page] = (await rasterise(await fileOf(sheet('pdf?template=L7160&language=zh')), 300)) as [Raster];
      expect(await readQr(crop(page, { ...labelOrigin(templates.L7160, 0), ...templates.L7160.label }))).to.deep.equal([
        labels[0]?.full,
      ]);
      const res = await refused(sheet('pdf?template=L7160&language=en'));
      expect([res.status, res.body.code, fieldsOf(res)]).to.deep.equal([
        409,
        'name-not-translated',
        { language: 'name-not-translated' },
      ]);
    });

    it('refuses letters that no font has', async () => {
      const strange = await buildPackedLot(world, { names: { vi: 'Miến 𓀀' } });
      await issueLabels(world, strange.lot, 1);
      const res = await refused(`/lots/${strange.lot}/labels/sheet.pdf?template=L7160`);
      expect([res.status, res.body.code]).to.deep.equal([422, 'letters-missing']);
      expect(res.body.detail).to.include('𓀀');
    });
  });
});
