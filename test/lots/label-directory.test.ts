import { expect } from 'chai';
import { compareRuns, restoreRuns } from '../../src/events/rebuild-runs.js';
import { DirectoryPages, readDirectory, readRun } from '../../src/lots/label-directory.model.js';
import { buildLabel, issueLabels } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

describe('the directory of serials', () => {
  let world: World;
  let lot: string;
  before(async () => {
    world = await startWorld();
    ({ lot } = await buildLabel(world));
  });
  after(() => world.stop());

  const runs = async (now = new Date()) => {
    const lines: string[] = [];
    for await (const span of readDirectory(now)) lines.push(...span);
    return lines.map(readRun);
  };

  it('has what was issued to each lot, however many ask at once, in whichever month', async () => {
    await Promise.all([2, 3, 4].map((count) => issueLabels(world, lot, count)));
    const mine = (await runs()).filter((run) => run.lot === lot);
    const sorted = mine.toSorted((one, other) => one.from - other.from);
    expect(sorted.length).to.be.at.least(4);
    for (const [index, { from, count }] of sorted.entries())
      expect(from + count).to.equal(sorted[index + 1]?.from ?? from + count);
    for (const years of [1, 2, 9])
      expect(await runs(new Date(Date.now() + years * 365 * 86_400_000))).to.have.lengthOf(mine.length);
  });

  it('follows from the events, and is put right by them', async () => {
    expect((await compareRuns()).differences).to.deep.equal([]);
    const page = await DirectoryPages.findOne({}).lean();
    const some = page?.runs.split('\n').slice(1).join('\n') ?? '';
    await DirectoryPages.updateOne({ _id: page?._id }, { $set: { runs: some } });
    await DirectoryPages.create({ _id: '2020-01/0', runs: 'p/X/10/NONE 0 9 key' });
    const { differences } = await compareRuns();
    expect(differences.map(({ missing, extra }) => [missing, extra])).to.deep.equal([
      [0, 1],
      [1, 0],
    ]);
    for (const difference of differences) await restoreRuns(difference);
    expect((await compareRuns()).differences).to.deep.equal([]);
  });
});
