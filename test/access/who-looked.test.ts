import { expect } from 'chai';
import { recordAccess } from '../../src/access/access.service.js';
import { startWorld, type World } from '../support/world.js';

describe('the record of access', () => {
  let world: World;
  const lot = 'p/DONG/10/L1';
  before(async () => {
    world = await startWorld();
    const at = (minute: number) => new Date(Date.UTC(2026, 9, 2, 8, minute));
    await recordAccess({ kind: 'dossier', subject: lot, owner: 'org-hoa' }, world.by('minh', at(1)));
    await recordAccess({ kind: 'table', subject: 'p/CHE/10/L2', owner: 'org-binh' }, world.by('binh', at(2)));
    await recordAccess({ kind: 'ledger' }, world.by('an', at(3)));
  });
  after(() => world.stop());

  const read = async (who: 'hoa' | 'binh' | 'minh' | 'an', query = '') => {
    const { body } = await world.as[who].get(`/api/access${query}`);
    return (body as { items: { name: string; kind: string }[] }).items.map(({ name, kind }) => `${name} ${kind}`);
  };

  it('shows an authority all, the latest first, or what concerns one lot', async () => {
    expect(await read('minh')).to.deep.equal(['an ledger', 'binh table', 'minh dossier']);
    expect(await read('an', `?subject=${encodeURIComponent(lot)}`)).to.deep.equal(['minh dossier']);
  });

  it('shows a producer who read its own records, and no others', async () => {
    expect(await read('hoa')).to.deep.equal(['minh dossier']);
    expect(await read('hoa', '?subject=p%2FCHE%2F10%2FL2')).to.deep.equal([]);
  });

  it('is a page, and nothing for strangers', async () => {
    const page = await (await world.as.hoa.browser()).get('/access?lang=vi');
    expect(page.text).to.include('Hồ sơ lô hàng').and.include(`/lots/${lot}`);
    expect((await world.stranger.get('/api/access')).status).to.equal(401);
  });
});
