/** Many calls as few: what is asked while the work is under way is done together when it is finished. */
import { DomainError } from '../errors.js';

interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

/**
 * A function of one item over a function of many. Whatever the work does with a group, each of its calls learns: its
 * own result, or the error of the whole group.
 * @param work gives a result for each item, in their order
 * @param most items of one group @param atOnce groups under way @param queue calls that may wait; more are `not-ready`
 */
export function grouped<T, R>(
  work: (items: T[]) => Promise<R[]>,
  { most, atOnce, queue }: { most: number; atOnce: number; queue: number },
): (item: T) => Promise<R> {
  const waiting: Waiting<T, R>[] = [];
  let running = 0;

  const run = async (group: Waiting<T, R>[]): Promise<void> => {
    running++;
    try {
      const results = await work(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => resolve(results[index] as R));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    running--;
    begin();
  };
  const begin = (): void => {
    while (running < atOnce && waiting.length > 0) void run(waiting.splice(0, most));
  };
  return (item) =>
    new Promise<R>((resolve, reject) => {
      if (waiting.length >= queue) throw new DomainError('not-ready');
      if (waiting.push({ item, resolve, reject }) === 1) setImmediate(begin); // with the other requests of this moment
    });
}
