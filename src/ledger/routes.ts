/** The log for whoever audits it (C2SP tlog-tiles): files that any cache may keep, and the one that changes. */
import { Router, type NextFunction, type Request, type Response } from 'express';
import { getCheckpoint, getTile, getVkey } from './log.service.js';

export const logRoutes = Router();

logRoutes.use('/log', openToAll);

logRoutes.get('/log/checkpoint', async (_req, res) => {
  res.type('text/plain; charset=utf-8').send(await getCheckpoint());
});

logRoutes.get('/log/vkey', async (_req, res) => {
  res.type('text/plain; charset=utf-8').send(await getVkey());
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
