/** A subscriber's server: HTTPS with a certificate of its own, which keeps what it is sent. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Network } from '../../src/events/epcis/public-address.js';

export interface Receiver {
  /** Address under a name that only {@link network} knows. */
  dest: string;
  network: Network;
  received: { headers: IncomingHttpHeaders; body: string }[];
  /** What it answers from now on. */
  answer: { status: number; headers?: Record<string, string> };
  stop(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const { key, cert } = makeCertificate();
  const received: Receiver['received'] = [];
  const answer: Receiver['answer'] = { status: 200 };
  const server = createServer({ key, cert }, (req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (part: string) => (body += part));
    req.on('end', () => {
      received.push({ headers: req.headers, body });
      res.writeHead(answer.status, answer.headers).end('thank you');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    dest: `https://receiver.test:${port}/callback`,
    network: { resolve: () => Promise.resolve(['127.0.0.1']), allows: () => true, ca: cert },
    received,
    answer,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function makeCertificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'nguon-receiver-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const name = ['-subj', '/CN=receiver.test', '-addext', 'subjectAltName=DNS:receiver.test'];
    execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, '-days', '2', ...name], {
      stdio: 'ignore',
    });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
