/** Sends a document to a subscriber: over HTTPS, to a public address, signed, within a time. */
import { createHmac } from 'node:crypto';
import { request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { addressFor, type Network } from './public-address.js';

const longestMs = 10_000;

/** `sha256=` and the HMAC-SHA-256 of the body under the subscriber's token, in hex. */
export function signatureOf(body: string, signatureToken: string): string {
  return `sha256=${createHmac('sha256', signatureToken).update(body).digest('hex')}`;
}

/** @throws Error that says what went wrong: no public address, no connection, no answer of 2xx. Redirects are not followed. */
export async function sendWebhook(
  dest: string,
  body: string,
  signatureToken: string | null,
  network: Network,
): Promise<void> {
  const url = new URL(dest);
  if (url.protocol !== 'https:') throw new Error('the destination is not HTTPS');
  const address = await addressFor(url.hostname, network);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'gs1-epcis-version': '2.0',
    'gs1-cbv-version': '2.0',
    ...(signatureToken && { 'gs1-signature': signatureOf(body, signatureToken) }),
  };
  const status = await post(url, body, { headers, lookup: pinnedTo(address), ...(network.ca && { ca: network.ca }) });
  if (status < 200 || status > 299) throw new Error(`the destination answers ${status}`);
}

/** Answers every question for the name with the one address that was checked. */
function pinnedTo(address: string): LookupFunction {
  const family = isIP(address);
  return (_host, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

function post(
  url: URL,
  body: string,
  options: { headers: object; lookup: LookupFunction; ca?: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { headers, ...rest } = options;
    const signal = AbortSignal.timeout(longestMs);
    const req = request(url, { method: 'POST', agent: false, signal, ...rest, headers: { ...headers } }, (res) => {
      res.destroy(); // nobody reads what it says
      resolve(res.statusCode ?? 0);
    });
    req.on('error', reject);
    req.end(body);
  });
}
