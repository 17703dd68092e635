/**
 * The process that draws one large print. It is told by its parent what, and ends with it. What it imports costs memory:
 * `import type` leaves a module out, a `type` within braces does not.
 */
import { rmSync } from 'node:fs';
import { drawInto, unpack } from './drawing.js';

/** What the parent sends, once. */
export interface Order {
  /** Of the file. */
  path: string;
  /** As {@link unpack} reads it. */
  drawing: string;
}

/** What it hears: labels drawn so far, or why there is no file. A process that ends with 0 has written it. */
export type Word = { drawn: number } | { fault: string };

const say = (word: Word) => process.send?.(word);

process.once('message', ({ path, drawing }: Order) => {
  process.once('disconnect', () => {
    rmSync(path, { force: true }); // nobody waits for it
    process.exit(1);
  });
  drawInto(path, unpack(drawing), { onDrawn: (drawn) => say({ drawn }) }).then(
    () => process.exit(0),
    (error: unknown) => {
      process.send?.({ fault: error instanceof Error ? error.stack : String(error) }, () => process.exit(1));
    },
  );
});
