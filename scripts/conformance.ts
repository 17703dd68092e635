/**
 * Captures every EPCIS 2.0 JSON document of a folder in a store of its own, reads each event back in every format of
 * identifiers and compares: `npm run conformance -- FOLDER`.
 * Exit code 0: all come back equal; 1: some do not; 2: it could not be done.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import mongoose from 'mongoose';
import { createApp } from '../src/app.js';
import { openKeys } from '../src/auth/keys.js';
import { issueToken } from '../src/auth/session.service.js';
import { Users } from '../src/auth/user.model.js';
import { config } from '../src/config.js';
import { connect, disconnect } from '../src/db.js';
import { startEmbeddedDb } from '../src/embedded-db.js';
import { canonicalEpc } from '../src/epcis/epc.js';
import { eventHashId } from '../src/epcis/event-hash.js';
import { epcFormats } from '../src/epcis/translate.js';
import { Organizations } from '../src/registry/organization.model.js';

type Json = Record<string, unknown>;

interface Document {
  file: string;
  content: Json;
  events: Json[];
}

/** Speaks to the server as a stock client would. */
type Client = (
  path: string,
  init?: { method?: string; body?: string; headers?: Record<string, string> },
) => Promise<Response>;

async function main([folder, ...others]: string[]): Promise<number> {
  if (!folder || others.length > 0) throw new Error('Usage: npm run conformance -- FOLDER');
  const documents = await readDocuments(folder);
  if (documents.length === 0) throw new Error(`${folder} holds no EPCIS document in JSON.`);
  let wrong = 0;
  const dataDir = await mkdtemp(join(tmpdir(), 'nguon-conformance-'));
  const embedded = config.mongodbUri ? null : await startEngine(dataDir);
  try {
    for (const round of roundsOf(documents)) {
      const uri = new URL(config.mongodbUri ?? embedded?.uri ?? '');
      uri.pathname = `/conformance_${randomBytes(6).toString('hex')}`;
      wrong += await inStore(uri.href, dataDir, (client) => compareAll(round, client));
    }
  } finally {
    await embedded?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  const events = documents.reduce((total, document) => total + document.events.length, 0);
  const result = wrong === 0 ? 'all come back equal' : `${wrong} documents do not come back equal`;
  console.log(`${documents.length} documents, ${events} events: ${result}`);
  return wrong === 0 ? 0 : 1;
}

function startEngine(dataDir: string) {
  const engineDir = join(config.dataDir, 'engine');
  return startEmbeddedDb({ dataDir, engineDir, durable: false, progress: (_step, work) => work });
}

async function readDocuments(folder: string): Promise<Document[]> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => /\.json(ld)?$/.test(name)).sort();
  const read = files.map(async (name) => {
    const file = join(folder, name);
    const content = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, '')) as Json;
    return { file: relative(folder, file), content, events: eventsOf(content) };
  });
  return (await Promise.all(read)).filter(({ content }) => /^EPCIS(Query)?Document$/.test(String(content.type)));
}

function eventsOf(document: Json): Json[] {
  const body = (document.epcisBody ?? {}) as Json & { queryResults?: { resultsBody?: Json } };
  return (body.eventList ?? body.queryResults?.resultsBody?.eventList ?? []) as Json[];
}

/** One eventID names one event of a store. Where documents use it for different ones, they go into different stores. */
function roundsOf(documents: Document[]): Document[][] {
  const rounds: { documents: Document[]; events: Map<string, Json> }[] = [];
  for (const document of documents) {
    const named = document.events.map((event) => [nameOf(event, document.content), event] as const);
    const fits = rounds.find(({ events }) =>
      named.every(([id, event]) => isDeepStrictEqual(events.get(id) ?? event, event)),
    );
    const round = fits ?? { documents: [], events: new Map<string, Json>() };
    if (!fits) rounds.push(round);
    round.documents.push(document);
    for (const [id, event] of named) round.events.set(id, event);
  }
  return rounds.map((round) => round.documents);
}

function nameOf(event: Json, document: Json): string {
  return typeof event.eventID === 'string' ? event.eventID : eventHashId(event, document['@context']);
}

async function inStore<T>(uri: string, dataDir: string, work: (client: Client) => Promise<T>): Promise<T> {
  await openKeys(dataDir);
  await connect(uri, config.publicUrl);
  const server = createApp().listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const token = await signUp();
    return await work((path, init) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init?.headers };
      return fetch(origin + path, { ...init, headers });
    });
  } finally {
    server.close();
    server.closeAllConnections();
    await mongoose.connection.dropDatabase(); // made for this round
    await disconnect();
  }
}

/** A producer of an organisation without lots: all events are those of another system. */
async function signUp(): Promise<string> {
  const createdAt = new Date();
  const facts = { _id: 'sender', name: 'Sender', createdAt, organization: 'sender' };
  await Organizations.create({ ...facts, kind: 'cooperative' });
  const user = { ...facts, email: 'sender@nguon.test', role: 'producer' as const, passwordHash: 'none' };
  await Users.create(user);
  return issueToken(user).accessToken;
}

/** The number of documents that do not come back as they were sent. */
async function compareAll(documents: Document[], client: Client): Promise<number> {
  let wrong = 0;
  for (const document of documents) {
    const faults = await compare(document, client);
    console.log(`${faults.length === 0 ? 'equal    ' : 'DIFFERENT'} ${document.file} (${document.events.length})`);
    for (const fault of faults) console.log(`          ${fault}`);
    if (faults.length > 0) wrong++;
  }
  return wrong;
}

async function compare({ content, events }: Document, client: Client): Promise<string[]> {
  const sent = await client('/epcis/capture', { method: 'POST', body: JSON.stringify(content) });
  if (sent.status !== 202) return [`capture answers ${sent.status}: ${await sent.text()}`];
  const job = await finished(sent.headers.get('location') ?? '', client);
  if (!job.success) return [`the capture job says ${JSON.stringify(job.errors)}`];
  const faults: string[] = [];
  for (const event of events) {
    const id = nameOf(event, content);
    for (const format of epcFormats) {
      const answer = await client(`/epcis/events/${encodeURIComponent(id)}`, { headers: { 'gs1-epc-format': format } });
      const found = answer.ok ? eventsOf((await answer.json()) as Json) : [];
      const isKept = !format.startsWith('Always');
      if (!found.some((each) => isEqual(event, each, id, isKept)))
        faults.push(`${id} under ${format}: ${answer.status}`);
    }
  }
  return faults;
}

async function finished(location: string, client: Client): Promise<Json> {
  for (;;) {
    const job = (await (await client(new URL(location).pathname)).json()) as Json;
    if (!job.running) return job;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** @param isKept the spelling of identifiers too */
function isEqual(sent: Json, read: Json, eventID: string, isKept: boolean): boolean {
  const plain = (event: Json) => ({ ...event, eventID, recordTime: '', '@context': sent['@context'] });
  if (isKept) return isDeepStrictEqual(plain(sent), plain(read));
  const [one, other] = [canonical(plain(sent)), canonical(plain(read))];
  return isDeepStrictEqual(one, other) && read.eventID === eventID;
}

/** Every identifier in its canonical form, each once in a list of them. */
function canonical(value: unknown): unknown {
  if (typeof value === 'string') return canonicalEpc(value);
  if (Array.isArray(value)) {
    const list = value.map(canonical);
    return list.every((each) => typeof each === 'string') ? [...new Set(list)] : list;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, canonical(held)]));
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
