/** Draws a print in a process of its own, whose memory is small and goes with it, whatever the print's length. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Order, Word } from './draw-process.js';
import { pack, type Drawing, type Watch } from './drawing.js';

const program = fileURLToPath(new URL(`draw-process${extname(import.meta.url)}`, import.meta.url)); // source or built

/**
 * In MB. It keeps little, but would let garbage lie as long as there is room: by default it takes twice the memory for a
 * hundred thousand labels, and is no faster.
 */
const limits = ['--max-semi-space-size=4', '--max-old-space-size=96'];

/** As {@link drawInto}. @throws Error also when the process is ended by something else */
export async function drawElsewhere(path: string, drawing: Drawing, { signal, onDrawn }: Watch): Promise<void> {
  signal?.throwIfAborted();
  const child = fork(program, {
    execArgv: [...loaders(), ...limits],
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let fault: string | undefined;
  child.on('message', (word: Word) => {
    if ('drawn' in word) onDrawn(word.drawn);
    else fault = word.fault;
  });
  const end = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  child.send({ path, drawing: pack(drawing) } satisfies Order, () => undefined); // one that is gone has ended
  try {
    const [code, killedBy] = (await once(child, 'exit')) as [number | null, string | null];
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(fault ?? `the drawing ended by ${killedBy ?? code}`);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/** How this process reads its sources, if it does; nothing else of how it was started. */
function loaders(): string[] {
  const all = process.execArgv;
  return all.flatMap((option, at) => {
    if (!/^(--import|--require|-r|--loader)(=|$)/.test(option)) return [];
    return option.includes('=') ? [option] : [option, all[at + 1] ?? ''];
  });
}
