import { expect } from 'chai';
import sharp from 'sharp';
import type { LabelContent } from '../../src/labels/layout.js';
import { qrModules, qrPng, qrSvg } from '../../src/labels/qr.js';
import { labelSvg } from '../../src/labels/single.js';
import { templates } from '../../src/labels/templates.js';
import { readQrOfPng } from '../support/raster.js';

const compact = 'https://nguon.example/01/09521234000012/10/L2610-01/21/0000ABCDEFGHJKMNPQRS';
const full = `${compact}?s=0${'aZ3_-x'.repeat(14)}aQ`;
const ownCode = 'https://nguon.example/p/MIEN-DONG/10/L_1/21/0000ABCDEFGHJKMNPQRS';

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

  it('reads as the link, as SVG and as PNG', async () => {
    for (const uri of [compact, full, ownCode, 'http://127.0.0.1:3000/01/09521234000012']) {
      expect(await readQrOfPng(await rasterOf(qrSvg(uri, { moduleMillimetres: 0.5 })))).to.deep.equal([uri]);
      expect(await readQrOfPng(await qrPng(uri, { pixelsPerModule: 4 }))).to.deep.equal([uri]);
    }
  });

  it('has its size in millimetres or pixels, with four modules of quiet zone', async () => {
    expect(qrSvg(compact, { moduleMillimetres: 0.396 })).to.match(
      /width="16.236mm" height="16.236mm" viewBox="0 0 41 41"/,
    );
    const png = sharp(await qrPng(compact, { pixelsPerModule: 10 }));
    expect(await png.metadata()).to.include({ width: 410, height: 410 });
    const { data, info } = await png.greyscale().raw().toBuffer({ resolveWithObject: true });
    const isDark = (x: number, y: number) => data[(y * info.width + x) * info.channels] === 0;
    expect([isDark(39, 39), isDark(40, 40), isDark(369, 40), isDark(370, 40)]).to.deep.equal([
      false,
      true,
      true,
      false,
    ]);
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

  it('says name, lot, dates and serial, whatever characters they have', () => {
    const svg = labelSvg(templates.L7160, { ...content, packedOn: '2026-10-05', expiresOn: '2027-01-15' });
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) =>
      text?.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
    );
    expect(texts.slice(0, 2).join(' ')).to.equal(content.productName);
    expect(texts.slice(2)).to.deep.equal([
      'Lô: L2610-01',
      'NSX: 05/10/2026',
      'HSD: 15/01/2027',
      '0000 ABCD EFGH',
      'JKMN PQRS',
    ]);
  });

  it('is refused where the code would be too small', () => {
    expect(() => labelSvg(templates.L7651, content)).to.throw('label-too-small');
  });
});
