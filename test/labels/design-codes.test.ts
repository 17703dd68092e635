import { expect } from 'chai';
import {
  buildPackedLot,
  download,
  fieldsOf,
  issueLabels,
  open,
  verdictOf,
  type IssuedLabel,
  type PackedLot,
} from '../support/labelled.js';
import { rasterise, readQr, skipWithoutPoppler, type Raster } from '../support/raster.js';
import { startWorld, type World } from '../support/world.js';

describe('a code for designers', () => {
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
  const refused = (path: string) => world.as.hoa.get(path).set('Accept', 'application/json');
  const code = (end: string) => `/lots/${packed.lot}/${end}`;
  const link = () => `${(labels[0]?.compact ?? '').split('/21/')[0] ?? ''}`;

  it('is one code of the lot, of an exact size with its quiet zone, as SVG and PDF', async () => {
    const svg = (await fileOf(code('code.svg?side=30,5'))).toString();
    expect(svg).to.include('width="30.5mm" height="30.5mm"').and.include(`<title>${link()}</title>`);
    const pdf = await fileOf(code('code.pdf?side=30'));
    const [page] = (await rasterise(pdf, 300)) as [Raster];
    expect(await readQr(page)).to.deep.equal([link()]);
    expect(page.width / page.pixelsPerMillimetre).to.be.closeTo(30, 0.1);
    const dark = [...page.pixels.keys()].filter((index) => (page.pixels[index] ?? 255) < 128);
    const left = Math.min(...dark.map((index) => index % page.width)) / page.pixelsPerMillimetre;
    const modules = Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1]);
    expect(left).to.be.closeTo((4 * 30) / modules, 0.1);
    const opened = await open(world, link());
    expect([opened.status, verdictOf(opened)]).to.not.include(404);
  });

  it('is one code of a label with either seal', async () => {
    for (const seal of ['full', 'compact'] as const) {
      const [page] = (await rasterise(await fileOf(code(`labels/1/code.pdf?seal=${seal}`)), 300)) as [Raster];
      expect(await readQr(page)).to.deep.equal([labels[1]?.[seal]]);
    }
  });

  it('is refused too small, of another kind, of no label, and to a stranger', async () => {
    const small = await refused(code('code.svg?side=12'));
    expect([small.status, small.body.code, fieldsOf(small)]).to.deep.equal([
      422,
      'code-too-small',
      { side: 'code-too-small' },
    ]);
    expect((await refused(code('code.svg?side=x'))).status).to.equal(400);
    expect((await refused(code('code.png'))).status).to.equal(404);
    expect((await refused(code('labels/5/code.svg'))).status).to.equal(404);
    expect((await world.as.binh.get(code('code.svg'))).status).to.equal(404);
    expect((await world.as.minh.get(code('code.svg'))).status).to.equal(403);
  });
});
