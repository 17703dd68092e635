/** What the signed record of an inspection says, read by jsonwebtoken with the published keys and nothing of ours. */
import { createHash, createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { Inspections } from '../../src/inspections/record.model.js';
import { inspecting, type Inspecting } from '../support/inspections.js';
import { openWorkshop, type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

const lead = { parameter: 'Pb', value: '0.020', unit: 'mg/kg', comparison: 'at-most', limit: '0.1' };
const yeast = { parameter: 'Salmonella', notDetected: true, comparison: 'not-detected' };
const measured = {
  lead: { ...lead, verdict: 'conformant' },
  yeast: { parameter: 'Salmonella', value: null, comparison: 'not-detected', limit: null, verdict: 'conformant' },
};

describe('the signed record of an inspection', () => {
  let world: World;
  let hoa: Workshop;
  let steps: Inspecting;
  let number = 0;
  before(async () => {
    world = await startWorld();
    hoa = await openWorkshop(world, 'hoa');
    steps = inspecting(world);
  });
  after(() => world.stop());

  const post = async (path: string, body: object) => {
    const res = await world.as.minh.post(`/api${path}`, body);
    if (res.status >= 300) throw new Error(`${path}: ${res.status} ${res.text}`);
    return res.body as { id: string };
  };
  const takeSample = (inspection: string) =>
    post(`/inspections/${inspection}/samples`, {
      ...{ code: `NP-${++number}`, quantity: 0.5, uom: 'KGM', sealedBy: 'minh' },
      takenAt: '2026-10-03T09:00:00+07:00',
    });
  const report = (sample: string, ...results: object[]) =>
    post(`/samples/${sample}/results`, { laboratory: 'Quatest 1', number: 'KQ 12', reportedOn: '2026-10-12', results });
  const begun = async (more: object = {}) => {
    const id = await steps.plan(more);
    await steps.begin(id);
    return id;
  };
  const conclude = async (id: string) => steps.conclude(id, (await steps.save(id)).revision);
  /** The record as somebody else reads it. */
  const read = async (id: string, query = '') => {
    const { text, status } = await world.as.hoa.get(`/inspections/${id}/record.jwt${query}`);
    expect(status, text).to.equal(200);
    const kid = jwt.decode(text, { complete: true })?.header.kid;
    const set = (await world.stranger.get('/.well-known/jwks.json')).body.keys as { kid: string }[];
    const key = createPublicKey({ key: set.find((each) => each.kid === kid) as never, format: 'jwk' });
    const said = jwt.verify(text, key, { algorithms: ['ES256'] }) as jwt.JwtPayload;
    return { said, sha256: createHash('sha256').update(text).digest('hex') };
  };

  it('holds the results that were there when it was signed', async () => {
    const id = await begun();
    const sample = await takeSample(id);
    await report(sample.id, lead, yeast);
    await conclude(id);
    const { said } = await read(id);
    expect(said).not.to.have.property('replaces');
    expect(said.samples[0].reports).to.deep.equal([
      {
        ...{ laboratory: 'Quatest 1', number: 'KQ 12', reportedOn: '2026-10-12', verdict: 'conformant' },
        results: [measured.lead, measured.yeast],
      },
    ]);
    expect(said.correctiveActions).to.deep.equal([]);
  });

  it('is signed anew with results that come later, names the one before, and is named by the event', async () => {
    const lot = await hoa.harvest();
    const id = await begun({ lot });
    const sample = await takeSample(id);
    await conclude(id);
    const first = await read(id);
    const order = { code: '7.1', demand: 'Dán tem lại', dueOn: '2099-12-01' };
    const action = await post(`/inspections/${id}/corrective-actions`, order);
    await report(sample.id, { ...lead, value: '0.4' });
    const second = await read(id);
    await report(sample.id, yeast);
    const third = await read(id);
    expect([second.said.replaces, third.said.replaces]).to.deep.equal([first.sha256, second.sha256]);
    expect(second.said.samples[0].reports[0].results).to.deep.equal([
      { ...lead, value: '0.4', verdict: 'non_conformant' },
    ]);
    expect(third.said.samples[0].reports).to.have.length(2);
    expect(third.said).to.include({ result: 'conformant', eventTime: first.said.eventTime });
    expect(third.said.correctiveActions).to.deep.equal([{ id: action.id, ...order, state: 'open' }]);
    const { events } = (await world.as.hoa.get(`/api/lots/${lot}`)).body;
    const hashes = events
      .slice(-3)
      .map((event: Record<string, { signed: string }>) => event['nguon:inspection']?.signed);
    expect(hashes).to.deep.equal([first.sha256, second.sha256, third.sha256]);
    expect((await read(id, '?version=1')).sha256).to.equal(first.sha256);
    expect((await world.as.hoa.get(`/inspections/${id}/record.jwt?version=4`)).status).to.equal(404);
    expect((await world.as.hoa.get(`/inspections/${id}/record.jwt?version=x`)).status).to.equal(400);
    const { conclusion } = (await world.as.minh.get(`/api/inspections/${id}`)).body;
    expect(conclusion.records.map((each: { sha256: string }) => each.sha256)).to.deep.equal(hashes);
    expect((await world.as.hoa.get(`/inspections/${id}`)).text).to.include('record.jwt?version=3');
  });

  it('is one chain when two results come at once', async () => {
    const id = await begun();
    const samples = [await takeSample(id), await takeSample(id)];
    await conclude(id);
    await Promise.all(samples.map((sample) => report(sample.id, lead)));
    const [second, third] = [await read(id, '?version=2'), await read(id, '?version=3')];
    expect(third.said.replaces).to.equal(second.sha256);
    const counts = third.said.samples.map((each: { reports: object[] }) => each.reports.length);
    expect(counts).to.deep.equal([1, 1]);
    expect((await Inspections.findById(id).lean())?.concluded?.later).to.have.length(2);
  });

  it('of a re-inspection says what became of the corrective action', async () => {
    const id = await steps.conduct({}, 'conformant', { '7.1': 'minor' });
    const action = await post(`/inspections/${id}/corrective-actions`, { demand: 'Dán tem', dueOn: '2099-12-01' });
    const { said } = await read(await steps.conduct({ reinspects: action.id }));
    expect(said).to.include({ reinspects: action.id });
    expect(said.correctiveActions).to.deep.equal([
      { id: action.id, demand: 'Dán tem', dueOn: '2099-12-01', state: 'closed' },
    ]);
  });
});
