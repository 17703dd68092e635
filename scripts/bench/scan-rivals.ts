/**
 * What a scan is measured beside, each a process of its own: `bare` verifies one ES256 signature and sends the bytes of a
 * file; `obvious` does what one writes first, four queries, a rendered view and an update. Speaks to its parent only.
 */
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type Request, type Response } from 'express';
import mongoose from 'mongoose';
import { config, projectRoot } from '../../src/config.js';
import { connect, trusted } from '../../src/db.js';
import { Events } from '../../src/events/event.model.js';
import { asset, languageLinks, wordsOf } from '../../src/http/page.js';
import { Lots } from '../../src/lots/lot.model.js';
import { lotPage } from '../../src/public/lot-page.js';
import { presentScans } from '../../src/public/present.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { Products } from '../../src/registry/product.model.js';

export interface RivalTask {
  kind: 'bare' | 'obvious';
  jwk: JsonWebKey;
  /** File with the bytes to send. */
  page: string;
  uri: string;
  lot: string;
}

process.once('message', (task: RivalTask) => void serve(task));
process.once('disconnect', () => process.exit(0));

async function serve(task: RivalTask): Promise<void> {
  const key = createPublicKey({ key: task.jwk, format: 'jwk' });
  const answer = task.kind === 'bare' ? sendFile(task) : await doTheObvious(task);
  const app = express();
  app.set('view engine', 'ejs').set('views', join(projectRoot, 'views')).enable('view cache');
  app.get(/^\/(01|p)\//, (req, res) => {
    const [, seal = ''] = req.url.split('?s=');
    const signature = Buffer.from(seal.slice(1), 'base64url');
    const isRight = verify('sha256', Buffer.from(req.path), { key, dsaEncoding: 'ieee-p1363' }, signature);
    return isRight ? answer(req, res) : void res.sendStatus(404);
  });
  const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

type Answer = (req: Request, res: Response) => unknown;

function sendFile({ page }: RivalTask): Answer {
  const bytes = readFileSync(page);
  return (_req, res) => res.type('html').send(bytes);
}

async function doTheObvious({ uri, lot: path }: RivalTask): Promise<Answer> {
  const Counts = mongoose.model('BenchCount', new mongoose.Schema({ _id: String, count: Number, firstAt: Date }));
  await connect(uri, config.publicUrl);
  const words = wordsOf('vi');
  const day = new Date().toISOString().slice(0, 10);
  const lot = await Lots.findById(path).orFail().lean();
  const product = await Products.findById(lot.product).orFail().lean();
  const { view } = await lotPage({ lot, product, label: null, day }, words, { address: `/${path}` });
  return async (req, res) => {
    const [, , , , , , serial = ''] = req.path.split('/');
    await Promise.all([
      Lots.findById(path),
      Products.findOne({ key: product.key }),
      Organizations.findById(lot.organization),
      Events.find({ lots: trusted({ $in: [path, ...lot.ancestors] }) }),
    ]);
    const now = new Date();
    const change = { $inc: { count: 1 }, $setOnInsert: { firstAt: now } };
    const row = await Counts.findOneAndUpdate({ _id: req.path }, change, { upsert: true, returnDocument: 'after' });
    const scans = { count: row?.count ?? 0, firstAt: row?.firstAt ?? null, firstCountry: null };
    const languages = languageLinks(req.url.split('?')[1] ?? '', 'vi');
    const layout = {
      ...words,
      languages,
      asset,
      actor: null,
      demo: true,
      path: req.path,
      chosen: '',
      publicUrl: config.publicUrl,
    };
    const label = { serial, kid: 'bench', withdrawal: null };
    const told = { verdict: 'genuine', suspicions: [], label, form: null, scans: presentScans(scans, words) };
    res.render('public/lot', { ...layout, ...view, ...told });
  };
}
