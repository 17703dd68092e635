/**
 * The demo data of an empty store. Everything in it follows from the day on which it is loaded, except keys and
 * passwords: times are counted back from that day, so that the newest events are of yesterday and none lies ahead.
 * Every record and every step has its own idempotency key, so a load that was cut short goes on where it stopped.
 */
import { Users } from '../auth/user.model.js';
import { readDemoMark, writeDemoMark } from '../db.js';
import { localDay } from '../epcis/time.js';
import { Organizations } from '../registry/organization.model.js';
import { writeLabelLinks } from './label-links.js';
import { play, type Signal } from './play.js';
import { registerCast } from './register.js';
import { openSignIns } from './sign-ins.js';
import { giftSets } from './story-sets.js';
import { cannaNoodles, jelly, mats, riceNoodles, riceNoodlesCaoTuyen, stickyRice } from './story-starch-and-mats.js';
import { meat, tea } from './story-tea-and-meat.js';
import { visits } from './story-visits.js';

const chains = [tea, meat, cannaNoodles, riceNoodles, jelly, stickyRice, riceNoodlesCaoTuyen, mats];
const story = [...chains, giftSets, visits].flat();

interface Loading {
  /** Where `demo-accounts.json` and `demo-labels.json` are written. */
  dataDir: string;
  /** Stops the load between two steps; the next one goes on. */
  signal: Signal;
  now?: Date;
}

/** Does nothing in a store that somebody else has begun to fill. */
export async function loadDemo({ dataDir, signal, now = new Date() }: Loading): Promise<void> {
  const mark = await readDemoMark();
  if (!mark && !(await isEmpty())) return;
  if (!mark?.completedAt) {
    const day = mark?.day ?? localDay(now, '+07:00');
    await writeDemoMark({ day });
    const cast = await registerCast(day, await openSignIns(dataDir));
    await play(story, day, cast, signal);
    await writeDemoMark({ day, completedAt: now });
  }
  await writeLabelLinks(dataDir);
}

async function isEmpty(): Promise<boolean> {
  const [organization, user] = await Promise.all([Organizations.exists({}), Users.exists({})]);
  return !organization && !user;
}
