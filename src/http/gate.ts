/** The listening socket. It is claimed before anything else is opened, and drained before anything else is closed. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type Duplex } from 'node:stream';

/** Takes over a connection that asks for another protocol. */
export type UpgradeListener = (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Gate {
  /** From now on the app answers. Until then everything but `/livez` is 503. */
  admit(app: RequestListener, upgrade?: UpgradeListener): void;
  /** Takes no new connection and lets running requests finish, for ten seconds at most. */
  close(): Promise<void>;
}

const millisToDrain = 10_000;
const millisBetweenLooks = 50;

/** @throws Error with a sentence that names the setting to change */
export async function openGate(host: string, port: number): Promise<Gate> {
  let answer: RequestListener = answerNotReady;
  let takeOver: UpgradeListener = (_req, socket) => socket.destroy();
  const server = createServer((req, res) => answer(req, res));
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => takeOver(req, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  return {
    admit: (app, upgrade) => {
      answer = app;
      takeOver = upgrade ?? takeOver;
    },
    close: () => drain(server),
  };
}

const answerNotReady: RequestListener = (req, res) => {
  const alive = req.url === '/livez';
  res.writeHead(alive ? 200 : 503, { 'content-type': 'text/plain', ...(!alive && { 'retry-after': '2' }) });
  res.end(alive ? 'ok\n' : 'The server is starting.\n');
};

async function drain(server: Server): Promise<void> {
  // A connection that is kept alive counts as open until it is closed, also after its last answer.
  const look = setInterval(() => server.closeIdleConnections(), millisBetweenLooks);
  const patience = setTimeout(() => server.closeAllConnections(), millisToDrain);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(look);
  clearTimeout(patience);
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(`Port ${port} on ${host} is taken by another program. Stop it or set PORT.`);
    case 'EACCES':
      return new Error(`Port ${port} is not open to this user. Set PORT to 1024 or more.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Error(`${host} is not an address of this machine. Set HOST.`);
    default:
      return new Error(`The server cannot listen on ${host}, port ${port}: ${error.message}.`);
  }
}
