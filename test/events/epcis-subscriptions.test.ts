import { expect } from 'chai';
import { keys } from '../../src/auth/keys.js';
import { mostFailures, notifyDue } from '../../src/events/epcis/notifier.js';
import { internet } from '../../src/events/epcis/public-address.js';
import { Subscriptions } from '../../src/events/epcis/subscription.model.js';
import { sendWebhook, signatureOf } from '../../src/events/epcis/webhook.js';
import { startSequencer, type Sequencer } from '../../src/ledger/sequencer.js';
import { type Json } from '../support/epcis.js';
import { eventIds, recordInLog } from '../support/in-log.js';
import { startReceiver, type Receiver } from '../support/receiver.js';
import { startWorld, type PersonName, type World } from '../support/world.js';

describe('subscribers', () => {
  let world: World;
  let receiver: Receiver;
  let sequencer: Sequencer;
  before(async () => {
    world = await startWorld();
    receiver = await startReceiver();
    sequencer = await startSequencer(keys().log());
    for (const who of ['hoa', 'binh'] as const) {
      await world.as[who].post('/epcis/queries', { name: 'sent', query: { EQ_bizStep: ['shipping'] } });
    }
  });
  after(async () => {
    await sequencer.stop();
    await receiver.stop();
    await world.stop();
  });
  beforeEach(() => {
    receiver.received.length = 0;
    receiver.answer.status = 200;
  });

  const record = (more: Json = {}, who: PersonName = 'hoa') => recordInLog(world.as[who], more);
  const sentIds = () => receiver.received.flatMap(({ body }) => eventIds(body));

  async function subscribe(body: object, who: PersonName = 'hoa'): Promise<string> {
    const res = await world.as[who].post('/epcis/queries/sent/subscriptions', {
      dest: 'https://receiver.invalid/',
      ...body,
    });
    expect(res.status, res.text).to.equal(201);
    await Subscriptions.updateOne({ _id: res.body.subscriptionID }, { $set: { dest: receiver.dest } });
    return res.body.subscriptionID as string;
  }
  const notify = (now = new Date()) => notifyDue(now, receiver.network);
  const end = async (id: string) => void (await Subscriptions.deleteOne({ _id: id }));

  it('of a stream are sent each event that fits, once, signed', async () => {
    await record();
    const id = await subscribe({ stream: true, signatureToken: 'secret' });
    const wanted = [await record(), await record()];
    await record({ bizStep: 'receiving' });
    await notify();
    await notify();
    expect(sentIds()).to.deep.equal(wanted);
    const [first] = receiver.received;
    expect(first?.headers['gs1-signature']).to.equal(signatureOf(first?.body ?? '', 'secret'));
    expect(first?.headers['gs1-signature']).to.match(/^sha256=[0-9a-f]{64}$/);
    expect(JSON.parse(first?.body ?? '')).to.include({ type: 'EPCISQueryDocument', schemaVersion: '2.0' });
    expect(JSON.parse(first?.body ?? '').epcisBody.queryResults).to.include({ queryName: 'sent', subscriptionID: id });
    const shown = await world.as.hoa.get(`/epcis/queries/sent/subscriptions/${id}`);
    expect(Date.parse(shown.body.lastNotifiedAt)).to.be.above(Date.now() - 10_000);
    await end(id);
  });

  it('are sent older events when they ask for them, and never another producer’s', async () => {
    const id = await subscribe({ stream: true, initialRecordTime: '2020-01-01T00:00:00Z' }, 'binh');
    const mine = await record({}, 'binh');
    await record();
    await notify();
    expect(sentIds()).to.deep.equal([mine]);
    await end(id);
  });

  it('of a schedule hear of all that came since, and of nothing if they like', async () => {
    const id = await subscribe({ schedule: { minute: '0' }, reportIfEmpty: true });
    const wanted = [await record(), await record()];
    await notify();
    expect(receiver.received).to.deep.equal([]);
    const hour = new Date(Date.now() + 3_600_000);
    await notify(hour);
    expect(sentIds()).to.deep.equal(wanted);
    await notify(hour);
    expect(receiver.received).to.have.length(1);
    await notify(new Date(hour.getTime() + 3_600_000));
    expect(receiver.received.map(({ body }) => eventIds(body).length)).to.deep.equal([2, 0]);
    await end(id);
  });

  it('who fail are tried again later, and lose nothing', async () => {
    const id = await subscribe({ stream: true });
    const wanted = await record();
    const start = Date.now();
    for (const status of [500, 302]) {
      receiver.answer = Object.assign(receiver.answer, { status, headers: { location: receiver.dest } });
      await notify(new Date(start + (status === 500 ? 1_000 : 60_000)));
    }
    expect(receiver.received).to.have.length(2);
    await notify(new Date(start + 60_500));
    expect(receiver.received, 'it is not due yet').to.have.length(2);
    const row = await Subscriptions.findById(id).lean();
    expect(row).to.include({ failures: 2, lastError: 'the destination answers 302', state: 'active' });
    receiver.answer.status = 204;
    await notify(new Date(start + 120_000));
    expect(eventIds(receiver.received[2]?.body ?? '')).to.deep.equal([wanted]);
    expect(await Subscriptions.findById(id).lean()).to.include({ failures: 0, lastError: null });
    await end(id);
  });

  it('who fail too often are dead, which is told, and are sent nothing more', async () => {
    const id = await subscribe({ stream: true });
    await record();
    receiver.answer.status = 503;
    for (let attempt = 1; attempt <= mostFailures + 2; attempt++)
      await notify(new Date(Date.now() + attempt * 4_000_000));
    expect(receiver.received).to.have.length(mostFailures);
    const shown = await world.as.hoa.get(`/epcis/queries/sent/subscriptions/${id}`);
    expect(shown.body).to.include({ state: 'dead', failures: mostFailures, lastError: 'the destination answers 503' });
    await end(id);
  });

  it('are sent nothing when their name leads inside by then, or their certificate is of another', async () => {
    const send = (network: typeof internet) =>
      sendWebhook(receiver.dest, '{}', null, network).then(
        () => 'sent',
        (error: Error) => error.message,
      );
    expect(await send(receiver.network)).to.equal('sent');
    expect(await send({ ...internet, resolve: () => Promise.resolve(['127.0.0.1']) })).to.equal(
      'receiver.test is not a public address',
    );
    expect(await send({ ...internet, resolve: () => Promise.resolve(['8.8.8.8', '10.0.0.1']) })).to.equal(
      'receiver.test is not a public address',
    );
    expect(await send({ ...receiver.network, ca: undefined })).to.match(/self-signed/);
    expect(receiver.received).to.have.length(1);
  });
});
