/** The log for whoever audits it (C2SP tlog-tiles): files that any cache may keep, and the one that changes. */
import { Router, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import { describeRoute } from '../http/describe.js';
import { getCheckpoint, getTile, getVkey } from './log.service.js';

export const logRoutes = Router();

logRoutes.use('/log', openToAll);

describeRoute({
  method: 'get',
  path: '/log/checkpoint',
  tag: 'Log',
  summary: 'Read the checkpoint',
  description: 'A signed note (C2SP tlog-checkpoint): size and root hash of the log.',
  answer: { type: 'text/plain; charset=utf-8' },
  refusals: ['not-found'],
});
logRoutes.get('/log/checkpoint', async (_req, res) => {
  res.type('text/plain; charset=utf-8').send(await getCheckpoint());
});

describeRoute({
  method: 'get',
  path: '/log/vkey',
  tag: 'Log',
  summary: 'Read the key that verifies checkpoints',
  description: 'A verifier key as C2SP signed-note has it.',
  answer: { type: 'text/plain; charset=utf-8' },
  refusals: ['not-found'],
});
logRoutes.get('/log/vkey', async (_req, res) => {
  res.type('text/plain; charset=utf-8').send(await getVkey());
});

describeRoute({
  method: 'get',
  path: '/log/tile/*path',
  tag: 'Log',
  summary: 'Read a tile',
  description: 'Hashes of the Merkle tree, or the entries themselves below `entries/` (C2SP tlog-tiles).',
  params: {
    path: z.string().meta({
      description: 'Level and index, with slashes: `0/x001/234.p/5`, `entries/000`',
      examples: ['0/000.p/1'],
    }),
  },
  answer: { type: 'application/octet-stream' },
});
logRoutes.get('/log/tile/*path', async (req, res) => {
  const bytes = await getTile(req.path.slice('/log/'.length));
  res.set('Cache-Control', 'public, max-age=31536000, immutable').type('application/octet-stream').send(bytes);
});

/** Pages of other sites may read it all. A cache asks again, also for what is not there yet, unless told otherwise. */
function openToAll(_req: Request, res: Response, next: NextFunction): void {
  res.set({ 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
  res.set('Cache-Control', 'no-cache');
  next();
}
