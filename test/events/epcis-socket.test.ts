import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { WebSocket } from 'ws';
import { keys } from '../../src/auth/keys.js';
import { issueToken } from '../../src/auth/session.service.js';
import { startSocketHub, type SocketHub } from '../../src/events/epcis/socket.js';
import { startSequencer, type Sequencer } from '../../src/ledger/sequencer.js';
import { type Json } from '../support/epcis.js';
import { eventIds, recordInLog } from '../support/in-log.js';
import { startWorld, type PersonName, type World } from '../support/world.js';

describe('subscribers by WebSocket', () => {
  let world: World;
  let sequencer: Sequencer;
  let hub: SocketHub;
  let server: Server;
  before(async () => {
    world = await startWorld();
    sequencer = await startSequencer(keys().log());
    await world.as.hoa.post('/epcis/queries', { name: 'sent', query: { EQ_bizStep: ['shipping'] } });
    hub = startSocketHub();
    server = createServer(world.app).on('upgrade', hub.upgrade);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    hub.close();
    server.close();
    await sequencer.stop();
    await world.stop();
  });

  const record = (more: Json = {}, who: PersonName = 'hoa') => recordInLog(world.as[who], more);

  function open(query: string, who: PersonName | null = 'hoa', name = 'sent'): WebSocket {
    const { port } = server.address() as AddressInfo;
    const headers = who ? { authorization: `Bearer ${issueToken(world.as[who].user).accessToken}` } : {};
    return new WebSocket(`ws://127.0.0.1:${port}/epcis/queries/${name}/events${query}`, { headers });
  }
  async function refusal(client: WebSocket): Promise<number> {
    const [, res] = (await once(client, 'unexpected-response')) as [unknown, { statusCode: number }];
    return res.statusCode;
  }

  it('hear of each event that fits while they listen', async () => {
    const client = open('?stream=true');
    const messages: string[] = [];
    client.on('message', (data: Buffer) => messages.push(data.toString()));
    await once(client, 'open');
    const wanted = await record();
    await record({ bizStep: 'receiving' });
    await record({}, 'binh');
    const last = await record();
    while (messages.flatMap(eventIds).length < 2) await sleep(50);
    await sleep(700);
    expect(messages.flatMap(eventIds)).to.deep.equal([wanted, last]);
    client.close();
    await once(client, 'close');
  });

  it('are let in as the request without an upgrade would be', async () => {
    expect(await refusal(open('?stream=true', null))).to.equal(401);
    expect(await refusal(open('?stream=true', 'hoa', 'none'))).to.equal(404);
    expect(await refusal(open('', 'hoa'))).to.equal(400);
    expect(await refusal(open('?stream=true&minute=5', 'hoa'))).to.equal(400);
    expect(await refusal(open('?minute=75', 'hoa'))).to.equal(400);
    expect(await refusal(open('?stream=true&what=1', 'hoa'))).to.equal(400);
    const plain = await world.as.hoa.get('/epcis/queries/sent/events?stream=true');
    expect(plain.body).to.include({ status: 400, type: 'epcisException:QueryParameterException' });
  });

  it('are few for one user', async () => {
    const clients = Array.from({ length: 10 }, () => open('?minute=5&hour=1'));
    await Promise.all(clients.map((client) => once(client, 'open')));
    expect(await refusal(open('?stream=true'))).to.equal(429);
    for (const client of clients) client.close();
  });
});
