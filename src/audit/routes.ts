/** What an auditor takes along: the whole ledger, and the proof of one event. */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Router } from 'express';
import { z } from 'zod';
import { recordAccess } from '../access/access.service.js';
import { describeRoute } from '../http/describe.js';
import { allow, byOf } from '../http/request.js';
import { exportLedger } from './export.js';
import { getProofFile } from './proof.js';

export const auditRoutes = Router();

describeRoute({
  method: 'get',
  path: '/api/ledger/export',
  roles: ['inspector', 'admin'],
  tag: 'Log',
  summary: 'Export the ledger',
  description: 'JSON lines that `npm run verify-ledger` checks without the server. Every export is recorded.',
  answer: { type: 'application/jsonl; charset=utf-8' },
  refusals: ['not-found'],
});
auditRoutes.get('/api/ledger/export', allow('inspector', 'admin'), async (req, res) => {
  const lines = exportLedger();
  const first = await lines.next(); // a log that is not open is refused as any request
  await recordAccess({ kind: 'ledger' }, byOf(req));
  res.attachment('ledger.jsonl'); // before the type, which it would set by the name
  res.set({ 'Content-Type': 'application/jsonl; charset=utf-8', 'Cache-Control': 'no-store' });
  res.write(first.value);
  await pipeline(Readable.from(lines), res).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // the reader went away
  });
});

const hash = z.string().regex(/^[0-9a-f]{64}$/);

describeRoute({
  method: 'get',
  path: '/log/proof/:name.json',
  tag: 'Log',
  summary: 'Read the proof that an event is in the log',
  description: 'Whoever may read the event also gets what opens its commitment.',
  params: {
    name: z
      .string()
      .min(1)
      .meta({ description: 'eventID, or position in the log', examples: ['0'] }),
  },
  answer: {
    schema: z.object({
      format: z.literal('nguon-proof/1'),
      position: z.int(),
      commitment: hash,
      hashes: z.array(hash),
      checkpoint: z.string().meta({ description: 'Signed note that names size and root' }),
      eventID: z.string().optional(),
      nonce: hash.optional(),
      event: z.looseObject({}).optional(),
    }),
  },
});
/** In one spelling, so that any changed byte shows. */
auditRoutes.get('/log/proof/:name.json', async (req, res) => {
  const file = await getProofFile(String(req.params.name), req.actor ?? null);
  res.set('Cache-Control', req.actor ? 'no-store' : 'no-cache').vary('Cookie, Authorization');
  res.attachment(`proof-${file.position}.json`).send(`${JSON.stringify(file)}\n`);
});
