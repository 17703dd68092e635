import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { DomainError } from '../../src/errors.js';
import { grouped } from '../../src/scans/group.js';

describe('calls in groups', () => {
  const limits = { most: 3, atOnce: 1, queue: 100 };

  it('give each its own result, so many at once and in their order', async () => {
    const groups: number[][] = [];
    const double = grouped((items: number[]) => {
      groups.push(items);
      return sleep(5).then(() => items.map((item) => 2 * item));
    }, limits);
    expect(await Promise.all([1, 2, 3, 4, 5].map(double))).to.deep.equal([2, 4, 6, 8, 10]);
    expect(groups).to.deep.equal([
      [1, 2, 3],
      [4, 5],
    ]);
    expect(await double(6)).to.equal(12);
  });

  it('fail together, and the next group works', async () => {
    const work = grouped(async (items: number[]) => {
      await sleep(1);
      if (items.includes(2)) throw new Error('no 2');
      return items;
    }, limits);
    const settled = await Promise.allSettled([1, 2, 3, 4].map(work));
    expect(settled.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected', 'fulfilled']);
    expect(settled[0]).to.have.property('reason').with.property('message', 'no 2');
  });

  it('are refused when too many wait, those who wait are not', async () => {
    const work = grouped((items: number[]) => sleep(5).then(() => items), { ...limits, queue: 2 });
    const settled = await Promise.allSettled([1, 2, 3].map(work));
    expect(settled.map(({ status }) => status)).to.deep.equal(['fulfilled', 'fulfilled', 'rejected']);
    expect(settled[2]).to.have.property('reason').with.instanceOf(DomainError).with.property('code', 'not-ready');
  });

  it('do not wait for a group that is under way when several may be', async () => {
    const begun: number[] = [];
    const work = grouped(
      (items: number[]) => {
        begun.push(...items);
        return items[0] === 1 ? sleep(60_000, items, { ref: false }) : Promise.resolve(items);
      },
      { most: 1, atOnce: 2, queue: 10 },
    );
    void work(1);
    expect(await work(2)).to.equal(2);
    expect(begun).to.deep.equal([1, 2]);
  });
});
