import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import readXlsxFile from 'read-excel-file/node';
import { Organizations } from '../../src/registry/organization.model.js';
import { skipWithoutPoppler } from '../support/raster.js';
import { spreadGoods, startRecall, type Goods } from '../support/recalls.js';
import { openWorkshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

const formula = '=HYPERLINK("http://evil.test")';

describe('the contacts of a recall', () => {
  let world: World;
  let goods: Goods;
  let id: string;
  before(async () => {
    world = await startWorld();
    goods = await spreadGoods(await openWorkshop(world, 'hoa'), await openWorkshop(world, 'binh', 'Bún khô'));
    const contact = { phone: '+84 206 385 0000', email: 'binh@vidu.vn', address: formula, commune: 'Phia Đén' };
    await Organizations.updateOne({ _id: 'org-binh' }, { $set: contact });
    id = await startRecall(world, goods.root);
    await world.as.binh.post(`/api/recalls/${id}/acknowledgements`);
  });
  after(() => world.stop());

  const file = async (kind: string) => {
    const res = await world.as.minh.get(`/recalls/${id}/contacts.${kind}`).buffer(true).responseType('blob');
    expect(res.status).to.equal(200);
    expect(res.headers['cache-control']).to.equal('no-store');
    expect(res.headers['content-disposition']).to.include(`thu-hoi-${id}.${kind}`);
    return res.body as Buffer;
  };

  it('are a spreadsheet that reads back, in which no word is a formula', async () => {
    const sheets = await readXlsxFile(await file('xlsx'));
    const [contacts, lots] = sheets.map(({ data }) => data);
    expect(contacts?.[0]?.slice(0, 4)).to.deep.equal(['Đơn vị', 'Điện thoại', 'Email', 'Địa chỉ']);
    const code = goods.made.split('/').at(-1);
    const amounts = ['6\u00a0kg', '3\u00a0kg', '4\u00a0kg'];
    const row = ['HTX Bình', '+84 206 385 0000', 'binh@vidu.vn', `${formula}, Phia Đén`, '1', code, ...amounts];
    expect(contacts?.[1]?.slice(0, 9)).to.deep.equal(row);
    expect(contacts?.[1]?.[9]).to.match(/^\d\d\/\d\d\/\d{4}, /);
    expect(contacts?.[2]?.[0]).to.equal('HTX Hoa');
    expect(lots).to.deep.include(['HTX Bình', goods.made, 13, 'kg']);
    expect(lots).to.deep.include(['HTX Hoa', goods.root, 99, 'kg']);
  });

  it('are a document to print', async function () {
    skipWithoutPoppler.call(this);
    const folder = await mkdtemp(join(tmpdir(), 'nguon-contacts-'));
    await writeFile(join(folder, 'contacts.pdf'), await file('pdf'));
    const text = execFileSync('pdftotext', ['-layout', join(folder, 'contacts.pdf'), '-'], { encoding: 'utf8' });
    await rm(folder, { recursive: true });
    for (const words of ['Thu hồi lô', 'Nhiễm khuẩn', 'HTX Bình', 'binh@vidu.vn', 'Cần liên hệ']) {
      expect(text, words).to.include(words);
    }
  });
});
