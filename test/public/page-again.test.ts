/** What a reader who has the page of a label is sent when he opens it again. */
import { expect } from 'chai';
import { Organizations } from '../../src/registry/organization.model.js';
import { buildLabel, open, verdictOf } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';
import { countScans } from '../support/scans.js';

describe("a label's page for a reader who has it", () => {
  let world: World;
  let built: Awaited<ReturnType<typeof buildLabel>>;
  before(async () => {
    world = await startWorld();
    built = await buildLabel(world);
  });
  after(() => world.stop());

  const pathOf = (link: string) => link.replace('http://nguon.test', '');
  const again = (link: string, tag: string, language = 'vi') =>
    open(world, link, language).then((page) => page.get('ETag') === tag);

  it('is nothing until something changes, and still a scan', async () => {
    const { label, lot } = await buildLabel(world);
    const tags: string[] = [];
    for (let look = 0; look < 3; look++) tags.push((await open(world, label.full)).get('ETag') ?? '');
    expect(tags[2]).to.equal(tags[1]).and.match(/^W\/"/);
    const path = `${lot}/21/${label.serial}`;
    const before = await countScans({ label: path });
    expect(before).to.equal(3);
    const address = pathOf(label.full);
    const from = (tag: string, language = 'vi') =>
      world.stranger.get(address).set({ 'If-None-Match': tag, 'Accept-Language': language, Accept: '*/*' });
    const known = await open(world, label.full); // the fourth: the figure has doubled
    const same = await from(known.get('ETag') ?? '');
    expect([same.status, same.text]).to.deep.equal([304, '']);
    expect(same.get('Cache-Control')).to.equal('private, no-cache');
    expect(await countScans({ label: path })).to.equal(5);
    expect((await from(known.get('ETag') ?? '', 'en')).status).to.equal(200);
    await world.as.minh.post(`/api/lots/${lot}/recalls`, { reason: 'Thử' });
    const recalled = await from(known.get('ETag') ?? '');
    expect([recalled.status, verdictOf(recalled)]).to.deep.equal([200, 'recalled']);
  });

  it('is told anew when a fact changes', async () => {
    const { label } = await buildLabel(world);
    for (let look = 0; look < 2; look++) await open(world, label.full);
    const tag = (await open(world, label.full)).get('ETag') ?? '';
    await Organizations.updateOne({ _id: 'org-hoa' }, { $set: { households: 64 } });
    expect(await again(label.full, tag)).to.equal(false);
  });

  it('is not kept of an answer to one reader, which leads to the same report', async () => {
    const page = await open(world, built.label.full);
    const [, province] = /<option value="([^"]+)"/.exec(page.text.slice(page.text.indexOf('name="province"'))) ?? [];
    const address = `/tell${pathOf(built.label.full)}`;
    const told = await world.stranger.post(address).type('form').send({ province });
    expect(told.get('Cache-Control')).to.equal('no-store');
    const reportIn = (text: string) => /href="(\/report\?[^"]+)"/.exec(text)?.[1];
    expect(reportIn(told.text)).to.be.a('string').and.equal(reportIn(page.text));
  });

  it('is not kept of a label that is not ours, nor for who is signed in', async () => {
    const forged = await world.stranger.get(`${pathOf(built.label.full)}x`).set('Accept', '*/*');
    expect([forged.status, forged.get('Cache-Control')]).to.deep.equal([404, 'no-store']);
    const page = await (await world.as.hoa.browser()).get(pathOf(built.label.full));
    expect(page.get('Cache-Control')).to.equal('no-store');
  });
});
