import { expect } from 'chai';
import { readTypedCode } from '../../src/epcis/typed-code.js';
import { openWorkshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('a code typed or pasted', () => {
  const productKey = '01/09521234000013';
  const known: [string, object | null][] = [
    ['9521234000013', { productKey }],
    ['09521234000013', { productKey }],
    ['https://x.vn/01/09521234000013', { productKey }],
    ['HTTPS://X.VN/01/09521234000013/10/L1/21/0000', { productKey, lot: 'L1', serial: '0000' }],
    ['x.vn/01/09521234000013/10/l1?s=0abc#top', { productKey, lot: 'L1', s: '0abc' }],
    ['p/CHE-01/10/A%2FB', { productKey: 'p/CHE-01', lot: 'A/B' }],
    ['X.VN/P/CHE-01/10/L1', { productKey: 'p/CHE-01', lot: 'L1' }],
    ['(01) 09521234000013 (10) L1 (21) 0000 ABCD', { productKey, lot: 'L1', serial: '0000ABCD' }],
    ['(10)L1', null],
    ['9521234000012', null],
    ['https://x.vn/01/09521234000012/10/L1', null],
    ['L1', null],
    ['', null],
    ['https://x.vn/', null],
    ['p/%E0%A4/10/L1', null],
    ['/'.repeat(5000), null],
  ];
  for (const [text, code] of known) {
    it(`reads ${text.slice(0, 60) || 'nothing'}`, () => {
      const read = readTypedCode(text);
      expect(read && JSON.parse(JSON.stringify(read))).to.deep.equal(code);
    });
  }
});

describe('the box on the home page', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('leads a stranger to the page of the label', async () => {
    const { product } = await openWorkshop(world, 'hoa');
    const link = `https://tem.example/${product.key}/10/L1/21/0000ABCD?s=0x`;
    const find = `/find?q=${encodeURIComponent(link)}`;
    expect((await world.stranger.get(find)).headers.location).to.equal(`/${product.key}/10/L1/21/0000ABCD?s=0x`);
  });

  it('never leads to another host', async () => {
    const { key } = (await openWorkshop(world, 'hoa')).product;
    for (const q of ['https://evil.example/', `//evil.example/${key}`, `/\\evil.example/${key}`, `x:/${key}`]) {
      const res = await world.stranger.get(`/find?q=${encodeURIComponent(q)}`);
      expect(res.headers.location ?? '/', q).to.match(/^\/(?![/\\])/);
    }
  });

  it('says beside the field when it knows no such code', async () => {
    for (const q of ['abc', '09521234000013', '<script>']) {
      const res = await world.stranger.get(`/find?q=${encodeURIComponent(q)}`);
      expect(res.status).to.equal(404);
      expect(res.text).to.include('id="error-q"').and.to.include('Không nhận ra mã này');
      expect(res.text).not.to.include('<script>');
    }
    expect((await world.stranger.get('/find')).status).to.equal(400);
  });
});
