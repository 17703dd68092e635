/** A window on a log that shows all of it as it is, but for one bit. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

export interface Damage {
  what: string;
  /** The paths, below the log's address, that are shown changed. */
  path: RegExp;
}

export const damages: Damage[] = [
  { what: 'an entry', path: /^tile\/entries\/001$/ },
  { what: 'the last entries', path: /^tile\/entries\/.*\.p\// },
  { what: 'a tile of entries', path: /^tile\/0\/002$/ },
  { what: 'a tile above', path: /^tile\/1\// },
];

/** @param url address of the log, with a slash at its end */
export async function serveDamaged(url: string, { path }: Damage): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((req, res) => {
    const wanted = (req.url ?? '/').slice(1);
    fetch(url + wanted)
      .then(async (answer) => {
        const body = Buffer.from(await answer.arrayBuffer());
        const last = body.length - 1;
        if (answer.ok && path.test(wanted)) body.writeUInt8(body.readUInt8(last) ^ 1, last);
        res.writeHead(answer.status).end(body);
      })
      .catch(() => res.writeHead(502).end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
