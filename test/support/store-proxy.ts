/** A way to the store that can fail: between a server and its database, as a network is. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface StoreProxy {
  uri: string;
  /** From now on whoever follows changes of the store hears nothing more, neither a change nor an error. */
  silenceChanges(): void;
  /** What was asked meanwhile is answered late. */
  endSilence(): void;
  /** Ends every connection, and the silence. */
  cut(): void;
  stop(): Promise<void>;
}

/** @param uri of the store, with one host */
export async function startStoreProxy(uri: string): Promise<StoreProxy> {
  const target = new URL(uri);
  const sockets = new Set<Socket>();
  let isSilent = false;
  let held: (() => void)[] = [];
  const server = createServer((socket) => {
    const store = connect(Number(target.port), target.hostname);
    for (const each of [socket, store]) {
      sockets.add(each);
      each.on('error', () => undefined).on('close', () => sockets.delete(each));
    }
    socket
      .on('close', () => store.destroy())
      .on('data', (sent) => {
        const pass = () => void store.write(sent);
        if (isSilent && sent.includes('$cmd.aggregate')) held.push(pass);
        else pass();
      });
    store.on('close', () => socket.destroy()).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = new URL(uri);
  own.port = String((server.address() as AddressInfo).port);
  return {
    uri: own.href,
    silenceChanges: () => (isSilent = true),
    endSilence: () => {
      isSilent = false;
      for (const pass of held) pass();
      held = [];
    },
    cut: () => {
      isSilent = false;
      held = [];
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
