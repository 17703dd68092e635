/**
 * Scans a second of labels that were never scanned, with a full seal; beside a bare Express handler that verifies the
 * same signature and sends the same bytes, and beside the obvious way. The three take turns, so that each has its share
 * of whatever else the machine does. Load generator, server and database share its cores.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keys } from '../../src/auth/keys.js';
import { issueToken } from '../../src/auth/session.service.js';
import { Users } from '../../src/auth/user.model.js';
import { config } from '../../src/config.js';
import { trusted } from '../../src/db.js';
import { fullUri, labelAt } from '../../src/labels/label.service.js';
import { Lots, type Lot } from '../../src/lots/lot.model.js';
import { FirstScans } from '../../src/scans/scan.model.js';
import { load, type Answers } from './load.js';
import { percentile, round, spread, table } from './figures.js';
import { type RivalTask } from './scan-rivals.js';
import { onStand, type Stand } from './stand.js';

const rounds = 5;
const connections = 256; // readers are many, and none waits for another's answer: as many at once for each side
const warmUps = 1_000;
const genuine = 'data-verdict="genuine"';

export async function benchScans(isSmall: boolean): Promise<void> {
  const count = isSmall ? 1_000 : 10_000;
  const work = async (stand: Stand) => {
    const { lot, targets } = await issue(stand, count + warmUps);
    const [warmUp, scanned] = [targets.slice(0, warmUps), targets.slice(warmUps)];
    const page = join(stand.dataDir, 'page.html');
    for (const target of warmUp.splice(0, 3)) {
      await sleep(1000); // the page is kept once the log has all of the lot's events
      await writeFile(page, await (await fetch(stand.url + target)).text());
    }
    const jwk = keys().label.active().publicKey.export({ format: 'jwk' });
    const rivals = await Promise.all(
      (['bare', 'obvious'] as const).map((kind) => startRival({ kind, jwk, page, uri: stand.uri, lot: lot._id })),
    );
    try {
      const [bare, obvious] = rivals;
      if (bare && obvious) await compare({ stand, bare, obvious, warmUp, scanned });
    } finally {
      for (const { child } of rivals) child.disconnect();
    }
  };
  await onStand(work, { DEMO: 'on' });
}

interface Rival {
  child: ChildProcess;
  port: number;
}

async function startRival(task: RivalTask): Promise<Rival> {
  const child = fork(join(import.meta.dirname, 'scan-rivals.ts'), { execArgv: ['--import', 'tsx'] });
  child.send(task);
  const [port] = (await once(child, 'message')) as [number];
  return { child, port };
}

/** Labels of a lot of the demo, whose page is as rich as they are. */
async function issue({ url }: Stand, count: number): Promise<{ lot: Lot; targets: string[] }> {
  const fit = { uom: 'H87' as const, heldBy: null, recalledBy: null };
  const lots = await Lots.find({ ...fit, labels: trusted({ $ne: [] }) }).lean();
  const [largest] = lots.sort((one, other) => other.ancestors.length - one.ancestors.length);
  const user = await Users.findOne({ organization: largest?.organization }).orFail().lean();
  const authorization = `Bearer ${issueToken(user).accessToken}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const address = `${url}/api/lots/${largest?._id}/labels`;
  const res = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ count }) });
  if (res.status !== 201) throw new Error(`POST ${address} answers ${res.status}: ${await res.text()}`);
  const lot = await Lots.findById(largest?._id).orFail().lean();
  const { from } = lot.labels.at(-1) ?? { from: NaN };
  const links = Array.from({ length: count }, (_, index) => fullUri(labelAt(lot, from + index)));
  return { lot, targets: links.map((link) => link.slice(config.publicUrl.length)) };
}

interface Sides {
  stand: Stand;
  bare: Rival;
  obvious: Rival;
  warmUp: string[];
  scanned: string[];
}

async function compare({ stand, bare, obvious, warmUp, scanned }: Sides): Promise<void> {
  const size = scanned.length / rounds;
  const sides = { scans: [] as Answers[], bare: [] as Answers[], obvious: [] as Answers[] };
  await load(bare.port, scanned.slice(0, size), { connections }); // until it is compiled
  await load(Number(new URL(stand.url).port), warmUp, { connections, expected: genuine });
  await load(obvious.port, scanned.slice(0, 50), { connections: 8 });
  const before = await FirstScans.countDocuments({});
  for (let turn = 0; turn < rounds; turn++) {
    const targets = scanned.slice(turn * size, (turn + 1) * size);
    sides.bare.push(await load(bare.port, [...targets, ...targets], { connections }));
    sides.scans.push(await load(Number(new URL(stand.url).port), targets, { connections, expected: genuine }));
    sides.obvious.push(await load(obvious.port, targets.slice(0, size / 5), { connections }));
  }
  const stored = (await FirstScans.countDocuments({})) - before;
  if (stored !== scanned.length) throw new Error(`${stored} of ${scanned.length} scans were recorded`);
  tell(sides, scanned.length);
}

function tell(sides: Record<'scans' | 'bare' | 'obvious', Answers[]>, count: number): void {
  const speeds = (rows: Answers[]) => rows.map(({ millis, each }) => (each.length / millis) * 1000);
  const late = (rows: Answers[]) =>
    percentile(
      rows.flatMap(({ each }) => each),
      99,
    );
  const [scans, bare, obvious] = [sides.scans, sides.bare, sides.obvious].map(speeds);
  const rows = Object.entries(sides).map(([name, side]) => {
    const middle = percentile(
      side.flatMap(({ each }) => each),
      50,
    );
    return [name, spread(speeds(side)), round(middle), round(late(side))];
  });
  const ratios = (others: number[] = []) => spread((scans ?? []).map((speed, turn) => speed / (others[turn] ?? NaN)));
  console.log(
    `${count} labels, ${connections} connections, ${rounds} rounds; all sides, load and store on ${availableParallelism()} cores`,
  );
  console.log(table([['', 'requests a second', 'ms p50', 'ms p99'], ...rows]));
  console.log(`scans / bare: ${ratios(bare)}; scans / obvious: ${ratios(obvious)}`);
  console.log(`p99 / p99 of bare: ${round(late(sides.scans) / late(sides.bare))}`);
}
