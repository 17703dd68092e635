/** Subscriptions by WebSocket: `GET /epcis/queries/{name}/events?stream=true` with an upgrade (EPCIS 2.0 §12.10). */
import { type IncomingMessage } from 'node:http';
import { type Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import { actorOfToken } from '../../auth/session.service.js';
import { config } from '../../config.js';
import { DomainError, problemStatus } from '../../errors.js';
import { epcFormats } from '../../epcis/translate.js';
import { logger } from '../../http/log.js';
import { findHead } from '../../ledger/log.model.js';
import { type Actor } from '../../policy.js';
import { getNamedQuery, queryOf } from './named-query.service.js';
import { askedInAddress, refused } from './query.js';
import { nextTime, schedule, type Schedule } from './schedule.js';
import { emptyDocument, readBatch, type StandingQuery } from './standing-query.js';
import { firstPosition, firstTime } from './subscription.service.js';

export interface SocketHub {
  /** Takes an upgrade request over, or refuses it with its status. */
  upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Ends every connection. */
  close: () => void;
}

interface Listener {
  standing: StandingQuery;
  schedule: Schedule | null;
  reportIfEmpty: boolean;
  position: number;
  nextAt: Date;
  /** A token opens a connection for an hour; then the client asks again. */
  endsAt: number;
  answered: boolean;
}

const millisBetweenLooks = 500;
const millisBetweenPings = 30_000;
const longestMs = 3_600_000;
const mostOfOneUser = 10;
const mostUnsentBytes = 8 * 1024 * 1024;
const closing = { goingAway: 1001, policy: 1008 };

export function startSocketHub(): SocketHub {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  const listeners = new Map<WebSocket, Listener>();
  let busy = false;
  let isOpen = true;
  const look = setInterval(() => {
    if (busy || listeners.size === 0) return;
    busy = true;
    sendAll(listeners)
      .catch(report)
      .finally(() => (busy = false));
  }, millisBetweenLooks);
  const ping = setInterval(() => pingAll(listeners), millisBetweenPings);

  const accept = (client: WebSocket, listener: Listener) => {
    listeners.set(client, listener);
    client.on('pong', () => (listener.answered = true));
    client.on('close', () => listeners.delete(client));
    client.on('error', report);
  };
  return {
    upgrade: (req, socket, head) => {
      if (!isOpen) return refuse(socket, new DomainError('not-ready'));
      listenerOf(req, [...listeners.values()]).then(
        (listener) => server.handleUpgrade(req, socket, head, (client) => accept(client, listener)),
        (error: unknown) => refuse(socket, error),
      );
    },
    close: () => {
      isOpen = false;
      clearInterval(look);
      clearInterval(ping);
      for (const client of listeners.keys()) client.terminate();
    },
  };
}

/** @throws DomainError as the same request without an upgrade would be refused */
async function listenerOf(req: IncomingMessage, others: Listener[]): Promise<Listener> {
  const { pathname, searchParams } = new URL(req.url ?? '/', 'http://localhost');
  const name = /^\/epcis\/queries\/([^/]+)\/events$/.exec(pathname)?.[1];
  if (name === undefined) throw new DomainError('not-found');
  const actor = await actorOf(req);
  const row = await getNamedQuery(decodeURIComponent(name), actor);
  const now = new Date();
  const asked = askedOf(searchParams);
  const from = asked.initialRecordTime === undefined ? now : new Date(asked.initialRecordTime);
  if (others.filter(({ standing }) => standing.actor.id === actor.id).length >= mostOfOneUser) {
    throw new DomainError('too-many-attempts');
  }
  const epcFormat = epcFormats.find((format) => format === (req.headers['gs1-epc-format'] ?? epcFormats[0]));
  if (!epcFormat) throw new DomainError('not-acceptable');
  return {
    standing: { query: queryOf(row), actor, epcFormat, initialRecordTime: from, facts: { queryName: row.name } },
    schedule: asked.schedule ?? null,
    reportIfEmpty: asked.reportIfEmpty === 'true',
    position: await firstPosition(from, now),
    nextAt: firstTime(asked, now),
    endsAt: now.getTime() + longestMs,
    answered: true,
  };
}

/** Only a bearer token: a browser sends cookies along from any site. */
async function actorOf(req: IncomingMessage): Promise<Actor> {
  const token = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (!token) throw new DomainError('unauthenticated');
  return actorOfToken(token);
}

const scheduleParts = Object.keys(schedule.shape);
const asking = z.strictObject({
  stream: z.literal('true').optional(),
  reportIfEmpty: z.enum(['true', 'false']).optional(),
  initialRecordTime: z.iso.datetime({ offset: true }).optional(),
});

function askedOf(address: URLSearchParams) {
  const asked = [...askedInAddress(address)].map(([name, values]) => [name, values.join('|')] as const);
  const times = asked.filter(([name]) => scheduleParts.includes(name));
  const rest = asking.safeParse(Object.fromEntries(asked.filter(([name]) => !scheduleParts.includes(name))));
  const when = schedule.safeParse(Object.fromEntries(times));
  if (!rest.success) throw refused(String(rest.error.issues[0]?.path[0] ?? 'stream'));
  if (times.length > 0 && !when.success) throw new DomainError('subscription-controls');
  return { ...rest.data, stream: rest.data.stream === 'true', schedule: times.length > 0 ? when.data : undefined };
}

async function sendAll(listeners: Map<WebSocket, Listener>): Promise<void> {
  const [now, size] = [new Date(), (await findHead())?.size ?? 0];
  for (const [client, listener] of listeners) {
    if (listener.endsAt <= now.getTime()) client.close(closing.goingAway);
    else if (client.bufferedAmount > mostUnsentBytes) client.close(closing.policy, 'too slow');
    else if (listener.nextAt <= now) await sendTo(client, listener, size, now).catch(report);
  }
}

async function sendTo(client: WebSocket, listener: Listener, size: number, now: Date): Promise<void> {
  let wasSent = false;
  while (listener.position < size) {
    const { position, document } = await readBatch(listener.standing, listener.position, size, now);
    if (document) client.send(JSON.stringify(document));
    wasSent ||= document !== null;
    if (position === listener.position) break; // not yet readable
    listener.position = position;
  }
  if (!listener.schedule) return;
  if (listener.reportIfEmpty && !wasSent) client.send(JSON.stringify(await emptyDocument(listener.standing, now)));
  listener.nextAt = nextTime(listener.schedule, now, config.utcOffset) ?? new Date(listener.endsAt);
}

function pingAll(listeners: Map<WebSocket, Listener>): void {
  for (const [client, listener] of listeners) {
    if (!listener.answered) client.terminate();
    listener.answered = false;
    client.ping();
  }
}

function refuse(socket: Duplex, error: unknown): void {
  const status = error instanceof DomainError ? problemStatus[error.code] : 500;
  if (status === 500) report(error);
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function report(error: unknown): void {
  logger.error({ err: error }, 'a WebSocket subscription failed');
}
