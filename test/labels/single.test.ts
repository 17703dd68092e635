import { expect } from 'chai';
import sharp from 'sharp';
import type { LabelContent } from '../../src/labels/layout.js';
import { qrModules } from '../../src/labels/qr.js';
import { labelPng, labelSvg } from '../../src/labels/single.js';
import { templates } from '../../src/labels/templates.js';
import { readQrOfPng } from '../support/raster.js';

const compact = 'https://nguon.example/01/09521234000013/10/L2610-01/21/0000ABCDEFGHJKMNPQRS';
const full = `${compact}?s=0${'aZ3_-x'.repeat(14)}aQ`;

const content: LabelContent = {
  uri: full,
  productName: 'Bánh "khảo" <mè> & lạc',
  lot: 'L2610-01',
  serial: '0000ABCDEFGHJKMNPQRS',
  captions: { lot: 'Lô', packedOn: 'NSX', expiresOn: 'HSD' },
};
const rasterOf = (svg: string) =>
  sharp(Buffer.from(svg), { density: 300 }).flatten({ background: '#fff' }).png().toBuffer();

describe('the QR code of a link', () => {
  it('is of version 4 with the compact seal, 8 with the full one', () => {
    expect([qrModules(compact), qrModules(full)]).to.deep.equal([33 + 8, 49 + 8]);
  });
});

describe('a single label', () => {
  it('is an SVG of the label’s size whose code reads as the link', async () => {
    for (const [template, uri] of [[templates.L7160, full] as const, [templates.L7651, compact] as const]) {
      const svg = labelSvg(template, { ...content, uri });
      expect(svg).to.include(`width="${template.label.width}mm" height="${template.label.height}mm"`);
      expect(await readQrOfPng(await rasterOf(svg))).to.deep.equal([uri]);
    }
  });

  it('draws its letters as outlines within the label, and says them once in words', async () => {
    const svg = labelSvg(templates.L7160, { ...content, packedOn: '2026-10-05', expiresOn: '2027-01-15' });
    expect(svg).to.include(
      '<title>Bánh "khảo" &#60;mè&#62; &#38; lạc · Lô L2610-01 · 0000 ABCD EFGH JKMN PQRS</title>',
    );
    expect(svg).not.to.include('<text');
    const { data, info } = await sharp(await rasterOf(svg))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const scale = info.width / templates.L7160.label.width;
    const isDark = (x: number, y: number) => (data[y * info.width * info.channels + x * info.channels] ?? 255) < 128;
    const inkOf = (fromX: number, toX: number) => {
      let dark = 0;
      for (let y = 0; y < info.height; y++) for (let x = fromX; x < toX; x++) dark += Number(isDark(x, y));
      return dark;
    };
    const { x, width } = templates.L7160.text;
    expect(inkOf(Math.floor(x * scale), Math.floor((x + width) * scale))).to.be.greaterThan(3000);
    expect(inkOf(Math.ceil((x + width) * scale), info.width)).to.equal(0);
  });

  it('is a PNG of 600 dots an inch', async () => {
    const png = await labelPng(templates.L7160, content);
    expect(await readQrOfPng(png)).to.deep.equal([full]);
    expect(await sharp(png).metadata()).to.include({ width: 1500, height: 900, density: 600 });
  });

  it('is refused where the code would be too small', () => {
    expect(() => labelSvg(templates.L7651, content)).to.throw('label-too-small');
  });
});
