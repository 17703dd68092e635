/** Passports as somebody saves them, taken apart and checked with nothing but the published keys. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createPublicKey, sign, verify } from 'node:crypto';
import { expect } from 'chai';
import { type Response } from 'supertest';
import { keys } from '../../src/auth/keys.js';
import { listPending } from '../../src/ledger/log.model.js';
import { startSequencer } from '../../src/ledger/sequencer.js';
import { type World } from './world.js';

/** Parts of a token, read as they come. */
type Parts = Record<'header' | 'claims', ReturnType<typeof JSON.parse>>;

export interface Saved extends Parts {
  answer: Response;
  token: string;
}

/** All events so far are in a signed checkpoint. */
export async function sequenceAll(): Promise<void> {
  const sequencer = await startSequencer(keys().log());
  while ((await listPending(1)).length > 0) await sleep(20);
  await sequencer.stop();
}

export function partsOf(token: string): Parts {
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return { header: JSON.parse(header ?? ''), claims: JSON.parse(claims ?? '') };
}

/** A token with other parts, under the signature that it had. */
export function tampered(token: string, change: (parts: Parts) => void): string {
  const parts = partsOf(token);
  change(parts);
  const [head, body] = [parts.header, parts.claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  return [head, body, token.split('.')[2]].join('.');
}

/** A passport that the server would never issue, under its own key. */
export function forge(token: string, change: (parts: Parts) => void): string {
  const [head, body] = tampered(token, change).split('.');
  const input = `${head}.${body}`;
  const key = { key: keys().label.active().privateKey, dsaEncoding: 'ieee-p1363' as const };
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

export function save(world: World, path: string, ending: 'jwt' | 'vc.jwt' = 'jwt'): Promise<Saved> {
  return readToken(world, `/${path}/passport.${ending}`);
}

/** Checks the signature by the key set, without the library that made it. */
export async function readToken(world: World, address: string): Promise<Saved> {
  const answer = await world.stranger.get(address).buffer(true).parse(asText);
  expect(answer.status).to.equal(200);
  const token = answer.body as string;
  const parts = partsOf(token);
  const { body: set } = await world.stranger.get('/.well-known/jwks.json');
  const kid = String(parts.header.kid).split('#').pop();
  const jwk = set.keys.find((key: { kid: string }) => key.kid === kid);
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const };
  const [head, body, seal = ''] = token.split('.');
  const isSigned = (text: string) => verify('sha256', Buffer.from(text), key, Buffer.from(seal, 'base64url'));
  expect([isSigned(`${head}.${body}`), isSigned(`${head}.${body}A`)]).to.deep.equal([true, false]);
  return { answer, token, ...parts };
}

function asText(res: Response, done: (error: Error | null, text: string) => void): void {
  let text = '';
  const stream = res as unknown as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  stream.on('end', () => done(null, text));
}
