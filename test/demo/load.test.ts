import { expect } from 'chai';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Express } from 'express';
import request from 'supertest';
import { createApp } from '../../src/app.js';
import { openKeys } from '../../src/auth/keys.js';
import { Users } from '../../src/auth/user.model.js';
import { config } from '../../src/config.js';
import { connect, disconnect, readDemoMark } from '../../src/db.js';
import { loadDemo } from '../../src/demo/load.js';
import { hasCheckDigit } from '../../src/epcis/identifiers.js';
import { Events } from '../../src/events/event.model.js';
import { compareLots } from '../../src/events/rebuild.service.js';
import { CorrectiveActions } from '../../src/inspections/corrective-action.model.js';
import { Inspections } from '../../src/inspections/record.model.js';
import { Samples } from '../../src/inspections/sample.model.js';
import { imbalance } from '../../src/lots/balance.js';
import { type LotState } from '../../src/lots/lot-state.js';
import { Lots } from '../../src/lots/lot.model.js';
import { Certificates } from '../../src/registry/certificate.model.js';
import { Communes } from '../../src/registry/commune.model.js';
import { communesOf, communesWithoutOutline, keyOfPlace } from '../../src/registry/commune.service.js';
import { Locations } from '../../src/registry/location.model.js';
import { originMap } from '../../src/registry/origin-map.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { Products } from '../../src/registry/product.model.js';
import { namedProducts } from '../support/demo-products.js';
import { startTestStore } from '../support/engine.js';

const now = new Date('2026-11-24T02:30:00Z');
const day = '2026-11-24';

const ofVisits = [Inspections, Samples, CorrectiveActions];

interface Account {
  role: string;
  email: string;
  password: string;
  organization: string;
}

describe('the demo', function () {
  this.timeout(60_000);
  let dataDir: string;
  let app: Express;

  const load = (stopAfter = Infinity) => {
    let steps = 0;
    const throwIfAborted = () => {
      if (steps++ >= stopAfter) throw new Error('stopped');
    };
    return loadDemo({ dataDir, now, signal: { throwIfAborted } });
  };
  const readJson = async (name: string) => JSON.parse(await readFile(join(dataDir, name), 'utf8')) as unknown;
  const accounts = async () => (await readJson('demo-accounts.json')) as Account[];
  const links = async () => (await readJson('demo-labels.json')) as { uri: string }[];
  /** But of those that carry the hash of a signed record: no two signatures are the same. */
  const eventIds = async () =>
    (await Events.find({}).sort('_id').lean()).flatMap(({ _id, event }) =>
      event['nguon:inspection']?.signed ? [] : [_id],
    );
  const openLabel = (uri: string) => request(app).get(uri.replace(config.publicUrl, '')).set('Accept', 'text/html');
  const signIn = ({ email, password }: Account) => request(app).post('/api/token').send({ email, password });
  const counts = () =>
    Promise.all(
      [Organizations, Users, Locations, Products, Certificates, Lots, Events, ...ofVisits].map((m) =>
        m.countDocuments(),
      ),
    );
  const openEmptyStore = async () => {
    await disconnect();
    await connect((await startTestStore()).uri, config.publicUrl);
  };

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'nguon-demo-'));
    await openKeys(dataDir);
    app = createApp();
  });
  after(async () => {
    await disconnect();
    await rm(dataDir, { recursive: true });
  });

  describe('on an empty store', () => {
    let whole: number[];
    let ids: string[];
    before(async () => {
      await openEmptyStore();
      await load();
      [whole, ids] = await Promise.all([counts(), eventIds()]);
    });

    it('has every named product, with the GTIN of a demonstration where it has one, stars and three names', async () => {
      const organizations = new Map((await Organizations.find({}).lean()).map(({ _id, name }) => [_id, name]));
      const sold = (await Products.find({}).lean()).filter(({ ocopGroup }) => ocopGroup);
      const producers = sold.map(({ names, organization }) => [names.vi, organizations.get(organization)]);
      expect(Object.fromEntries(producers)).to.deep.equal(namedProducts);
      for (const { ocop, names } of sold) {
        expect(ocop?.stars, names.vi).to.be.within(3, 4);
        expect(ocop?.decisionNumber).to.include('minh họa');
        expect(names).to.include.keys('en', 'zh');
      }
      const gtins = sold.flatMap(({ gtin }) => gtin ?? []);
      expect(gtins)
        .to.have.length(10)
        .and.satisfy((all: string[]) => all.every((each) => /^0952\d{10}$/.test(each)));
      expect(gtins.filter((gtin) => !hasCheckDigit(gtin))).to.deep.equal([]);
    });

    it('adds up, lot by lot, and is what its events make of it', async () => {
      const lots = await Lots.find({}).lean();
      expect(lots).to.have.length.above(30);
      expect(lots.filter((lot) => imbalance(lot as LotState) !== 0)).to.deep.equal([]);
      expect((await compareLots()).differences).to.deep.equal([]);
    });

    it('happens at hours of work, before the day on which it is loaded, and tells every kind of step', async () => {
      const events = await Events.find({}).lean();
      expect(events).to.have.length.within(60, 150);
      for (const { event } of events) expect(event.eventTime).to.match(/T(0[5-9]|1\d|20):\d\d:00(\.000)?\+07:00$/);
      expect(events.filter(({ event }) => event.eventTime.slice(0, 10) >= day)).to.deep.equal([]);
      expect(new Set(events.map(({ bizStep }) => bizStep))).to.have.all.keys(
        ...['commissioning', 'packing', 'encoding', 'shipping', 'receiving', 'retail_selling', 'destroying'],
        ...['inspecting', 'holding'],
      );
      expect(events.filter(({ event }) => event['nguon:missing'])).to.have.length(2);
    });

    it('has recalled one lot with all that was made from it, and one certificate has expired', async () => {
      const recalled = await Lots.find({}).lean();
      const codes = recalled.filter(({ recalledBy }) => recalledBy).map(({ code }) => code);
      expect(codes.sort()).to.deep.equal(['LS-02', 'LS-02', 'TL-02', 'XK-02', 'XK-02']);
      const certificates = await Certificates.find({}).lean();
      expect(certificates.filter(({ expiresOn }) => expiresOn && expiresOn < day)).to.have.length(1);
    });

    it('has inspections in every list, a sample with results, and corrective actions in every state', async () => {
      const inspections = await Inspections.find({}).lean();
      const states = inspections.map(({ state, dueOn }) => (state === 'planned' && dueOn < day ? 'overdue' : state));
      expect(new Set(states)).to.have.all.keys('planned', 'overdue', 'concluded');
      expect(inspections.flatMap(({ photos }) => photos)).to.have.length(1);
      expect((await Samples.find({}).lean()).map(({ reports }) => reports.length)).to.deep.equal([1]);
      const actions = await CorrectiveActions.find({}).lean();
      expect(actions.map(({ state }) => state).sort()).to.deep.equal(['answered', 'closed', 'open']);
    });

    it('draws every zone in a commune whose outline says that it is made up', async () => {
      expect(await communesWithoutOutline()).to.deep.equal([]);
      const communes = await Communes.find({}).lean();
      expect(communes).to.have.length(8);
      for (const { source } of communes) expect(source).to.include('minh họa');
      const zones = await Locations.find({ kind: 'zone' }).lean();
      const known = await communesOf(zones);
      for (const zone of zones) {
        const map = originMap(zone.geometry, known.get(keyOfPlace(zone) ?? '')?.outline);
        expect(map, zone.name).to.include.keys('commune', 'mark');
        expect([map?.commune, map?.mark, map?.direction], zone.name).to.not.include(null);
      }
    });

    it('writes sign-ins that only their owner may read, and that open', async () => {
      const rows = await accounts();
      expect((await stat(join(dataDir, 'demo-accounts.json'))).mode & 0o777).to.equal(0o600);
      for (const row of rows) expect(row).to.have.all.keys('role', 'email', 'password', 'organization');
      expect(new Set(rows.map(({ password }) => password))).to.have.property('size', rows.length);
      const owners = rows.filter(({ role }) => role === 'producer').map(({ organization }) => organization);
      expect(owners).to.include.members(Object.values(namedProducts));
      expect(rows.map(({ role }) => role).filter((role) => role !== 'producer')).to.deep.equal(['admin', 'inspector']);
      for (const row of rows) expect((await signIn(row)).status, row.email).to.equal(200);
    });

    it('writes links of labels that open as genuine, and one as recalled', async () => {
      const uris = (await links()).map(({ uri }) => uri);
      const pages = await Promise.all(uris.map((uri) => openLabel(uri)));
      expect(pages.map(({ status }) => status)).to.deep.equal(uris.map(() => 200));
      const verdicts = pages.map(({ text }) => /data-verdict="([^"]+)"/.exec(text)?.[1]);
      expect(verdicts).to.deep.equal(uris.map((uri) => (uri.includes('/LS-02/') ? 'recalled' : 'genuine')));
      expect(verdicts.filter((verdict) => verdict === 'recalled')).to.have.length(1);
      expect(uris.filter((uri) => uri.includes('/p/CTHH/'))).to.have.length(1);
      expect(pages[0]?.text).to.include('Hồng trà Kolia').and.include('class="demo"');
    });

    it('changes nothing when the server starts again', async () => {
      const before = await accounts();
      await load();
      expect(await counts()).to.deep.equal(whole);
      expect(await accounts()).to.deep.equal(before);
    });

    it('goes on after an interruption, on another day and without its file, to the same events', async () => {
      await openEmptyStore();
      expect(await load(40).catch((error: Error) => error.message)).to.equal('stopped');
      expect(await Events.countDocuments()).to.equal(40);
      expect((await readDemoMark())?.completedAt).to.not.be.ok;
      expect(await load(112).catch((error: Error) => error.message)).to.equal('stopped');
      expect(await Inspections.countDocuments({ state: 'draft' })).to.equal(1);
      await rm(join(dataDir, 'demo-accounts.json'));
      await loadDemo({ dataDir, now: new Date('2026-11-26T02:30:00Z'), signal: new AbortController().signal });
      expect(await eventIds()).to.deep.equal(ids);
      expect(await counts()).to.deep.equal(whole);
      for (const row of (await accounts()).slice(0, 3)) expect((await signIn(row)).status, row.email).to.equal(200);
    });
  });

  it('leaves a store alone in which somebody has begun, and no page calls that a demo', async () => {
    await openEmptyStore();
    const mine = { _id: 'mine', organization: 'mine', name: 'HTX thật', kind: 'cooperative', createdAt: now } as const;
    await Organizations.create(mine);
    await load();
    expect(await counts()).to.deep.equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect((await request(app).get('/')).text)
      .to.include('<main')
      .and.not.include('class="demo"');
  });
});
