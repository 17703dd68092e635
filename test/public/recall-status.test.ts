import { expect } from 'chai';
import { config } from '../../src/config.js';
import { someGtin } from '../support/builders.js';
import { buildLabel, buildPackedLot, open, verdictOf } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

describe('the recall status', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const statusOf = async (path: string, language = 'en') => {
    const res = await world.stranger.get(`/api/recall-status/${path}`).set('Accept-Language', language);
    expect([res.status, res.type], res.text).to.deep.equal([200, 'application/json']);
    return res.body as Record<string, unknown>;
  };
  const recall = async (lot: string) => {
    const res = await world.as.minh.post(`/api/lots/${lot}/recalls`, { reason: 'bí mật' });
    expect(res.status, res.text).to.equal(201);
  };
  const unitOf = ({ label }: Awaited<ReturnType<typeof buildLabel>>) => label.full.replace(`${config.publicUrl}/`, '');

  it('of product, lot and package says that nothing is recalled', async () => {
    const made = await buildLabel(world);
    for (const path of [made.product.key, made.lot, unitOf(made)]) {
      const link = `${config.publicUrl}/${path.split('?')[0]}`;
      const notice = 'So far no authority has recalled this on Nguồn.';
      expect(await statusOf(path)).to.deep.equal({
        ...{ link, state: 'not-recalled', since: null, by: null, notice, lots: [] },
      });
      const page = await open(world, `/recall-status/${path}`);
      expect([page.status, verdictOf(page)], path).to.deep.equal([200, 'unknown']);
      expect(page.text).to.include('Không có lệnh thu hồi').and.include('Miến dong gói');
    }
  });

  it('of a recalled lot and its packages says since when and by whom, and not why', async () => {
    const made = await buildLabel(world);
    const before = Date.now();
    await recall(made.lot);
    for (const path of [made.lot, unitOf(made)]) {
      const status = await statusOf(path);
      expect(status).to.include({ state: 'recalled', by: 'Chi cục' });
      expect(status.notice).to.include('Do not use this product');
      expect(Date.parse(String(status.since)))
        .to.be.at.least(before - 1)
        .and.at.most(Date.now());
      expect(status.lots).to.deep.equal([{ lot: made.code, since: status.since }]);
      const page = await open(world, `/recall-status/${path}`);
      expect([page.status, verdictOf(page)], path).to.deep.equal([200, 'recalled']);
      expect(page.text).to.include('Hàng bị thu hồi').and.include('Chi cục').and.include(made.code);
      expect(page.text).not.to.include('bí mật');
    }
  });

  it('of a lot follows from a recall of its raw material', async () => {
    const made = await buildPackedLot(world);
    await recall(made.chain.lot);
    expect(await statusOf(made.lot)).to.include({ state: 'recalled', by: 'Chi cục' });
  });

  it('of a product names its recalled lots', async () => {
    const made = await buildLabel(world);
    await recall(made.lot);
    const status = await statusOf(made.product.key, 'vi');
    expect(status).to.include({ state: 'some-lots-recalled', by: 'Chi cục' });
    expect(status.notice).to.include('Hãy so số lô');
    expect(status.lots).to.deep.equal([{ lot: made.code, since: status.since }]);
    const page = await open(world, `/recall-status/${made.product.key}`, 'zh');
    expect(page.text).to.include('部分批次已召回').and.include(made.code);
  });

  it('of what is not recorded, or has a seal that fails, is 404', async () => {
    const made = await buildLabel(world);
    const wrong = [`01/${someGtin()}`, `${made.product.key}/10/NOWHERE`, `${made.lot}/21/X`, `${unitOf(made)}x`];
    for (const path of wrong) {
      const answer = await world.stranger.get(`/api/recall-status/${path}`);
      expect([answer.status, answer.body.code], path).to.deep.equal([404, 'not-found']);
      const page = await open(world, `/recall-status/${path}`);
      expect([page.status, page.type], path).to.deep.equal([404, 'text/html']);
    }
  });

  it('of what is no Digital Link is 400', async () => {
    for (const path of ['01/1', 'x', '01/09521234000014', '01/09521234000013/10/%C3']) {
      const answer = await world.stranger.get(`/api/recall-status/${path}`);
      expect([answer.status, answer.body.code], path).to.deep.equal([400, 'malformed-link']);
    }
  });
});
