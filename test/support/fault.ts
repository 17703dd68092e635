/** Makes one call to the store fail or wait, as if the process had ended or slept there. */
import { expect } from 'chai';
import { LogEntries, LogHeads, LogLeases, LogTiles, PendingEntries } from '../../src/ledger/log.model.js';

type Answer = PromiseLike<unknown> & { readConcern?: (level: string) => PromiseLike<unknown> };
type Method = (...args: unknown[]) => Answer;

const calls: [object, string][] = [
  [LogLeases, 'updateOne'],
  [LogHeads, 'findById'],
  [LogHeads, 'updateOne'],
  [LogTiles, 'find'],
  [LogTiles, 'bulkWrite'],
  [LogEntries, 'find'],
  [LogEntries, 'insertMany'],
  [PendingEntries, 'find'],
  [PendingEntries, 'deleteMany'],
];

/**
 * Runs `work` while the given call of the log to the store, counted from 1, fails before or after it is done.
 * @returns false when there were fewer calls
 */
export async function runWithFault(
  step: number,
  when: 'before' | 'after',
  work: () => Promise<void>,
): Promise<boolean> {
  let count = 0;
  const owners = calls.map(([model, name]) => [model as Record<string, Method>, name] as const);
  for (const [model, name] of owners) {
    const original = (model[name] as Method).bind(model);
    model[name] = (...args) => {
      count++;
      if (count !== step) return original(...args);
      if (when === 'before') throw new Error('fault');
      return failAfter(original(...args));
    };
  }
  try {
    await work();
    return false;
  } catch (error) {
    expect((error as Error).message).to.equal('fault');
    return true;
  } finally {
    for (const [model, name] of owners) delete model[name];
  }
}

/**
 * Runs `slow`, but holds its first call of that method until `fast`, which runs meanwhile, is done.
 * Fails when `slow` makes no such call.
 */
export async function runBeside(
  method: 'LogTiles.bulkWrite' | 'LogEntries.insertMany',
  slow: () => Promise<unknown>,
  fast: () => Promise<unknown>,
): Promise<void> {
  const isTiles = method === 'LogTiles.bulkWrite';
  const [model, name] = isTiles ? [LogTiles, 'bulkWrite'] : [LogEntries, 'insertMany'];
  const owner = model as unknown as Record<string, Method>;
  const original = (owner[name] as Method).bind(model);
  await new Promise<void>((resolve, reject) => {
    owner[name] = async (...args) => {
      delete owner[name];
      await fast().catch(reject);
      return original(...args);
    };
    slow().then(() => (Object.hasOwn(owner, name) ? reject(new Error(`no call of ${method}`)) : resolve()), reject);
  }).finally(() => delete owner[name]);
}

function failAfter(answer: Answer): Answer {
  const failing = Promise.resolve(answer).then(() => {
    throw new Error('fault');
  });
  return Object.assign(failing, { readConcern: () => failing });
}
