import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { keys } from '../../src/auth/keys.js';
import { Events } from '../../src/events/event.model.js';
import { listPending } from '../../src/ledger/log.model.js';
import { signedPositions } from '../../src/ledger/log.service.js';
import { startSequencer } from '../../src/ledger/sequencer.js';
import { checkProof } from '../../scripts/verify/proof.js';
import { harvest, laterTime, record } from '../support/chain.js';
import { buildLabel, open } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

describe('the place of each event in the log', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const sequenceAll = async () => {
    const sequencer = await startSequencer(keys().log());
    while ((await listPending(1)).length > 0) await sleep(20);
    await sequencer.stop();
  };
  const itemsOf = (page: string) => (/<ol class="timeline">(.*?)<\/ol>/s.exec(page)?.[1] ?? '').split('<li').slice(1);
  const linksOf = (item: string) =>
    [...item.matchAll(/<a href="(\/log\/proof\/\d+\.json)" download>vị trí ([\d.]+)<\/a>/g)].map(([, href]) => href);
  const placesOf = async (lots: string[]) => {
    const found = await Events.find({}).lean();
    const own = found.filter((event) => event.bizStep !== 'encoding' && event.lots.some((lot) => lots.includes(lot)));
    return [...(await signedPositions(own.map(({ _id }) => _id))).values()].sort((one, other) => one - other);
  };

  it('stands at every step of the page of a label and of a lot, with a proof that holds', async () => {
    const { label, lot, chain } = await buildLabel(world);
    const publicPage = async () => itemsOf((await open(world, label.full)).text);
    const lotPage = async () => itemsOf((await (await world.as.minh.browser()).get(`/lots/${lot}`)).text);
    for (const page of [publicPage, lotPage]) {
      const items = await page();
      expect(items.length).to.be.above(1);
      for (const item of items) expect(item).to.contain('Đang ghi vào sổ').and.not.contain('/log/proof/');
    }
    await sequenceAll();
    const shown = (await publicPage()).flatMap((item) => {
      expect(item).to.contain('Đã ghi vào sổ').and.not.contain('Đang ghi');
      return linksOf(item);
    });
    const expected = (await placesOf([lot, chain.lot])).map((position) => `/log/proof/${position}.json`);
    expect(shown).to.have.members(expected);
    expect(new Set((await lotPage()).flatMap(linksOf)).size).to.equal((await lotPage()).length);
    for (const link of shown) {
      const file = await world.stranger.get(link ?? '');
      expect(file.get('Content-Disposition')).to.match(/^attachment; filename="?proof-\d+\.json"?$/);
      expect(checkProof(Buffer.from(file.text), keys().log().vkey).isRight).to.equal(true);
    }
  });

  it('of what was done many times is named a dozen times, and the rest is counted', async () => {
    const { label, lot, chain } = await buildLabel(world);
    await harvest(world, 'hoa', { product: chain.root._id, zone: chain.zone._id });
    const sale = { lot, quantity: 1, at: chain.facility._id, eventTime: laterTime };
    for (let count = 0; count < 15; count++) await record(world, 'hoa', '/sales', sale);
    await sequenceAll();
    const item = itemsOf((await open(world, label.full)).text).at(-1) ?? '';
    expect(linksOf(item)).to.have.length(12);
    expect(item).to.contain('và 3 lần nữa');
  });
});
