/** A look at a label as a phone's camera takes it: the address as it is printed, a browser, nobody signed in. */
import { type IncomingMessage } from 'node:http';
import { chooseWriting, type Writing } from '../http/i18n.js';

export interface PlainLook {
  lotPath: string;
  serial: string;
  seals: string[];
  writing: Writing;
}

const printed = /^\/(01\/\d{14}|p\/[^/?%]{1,40})\/10\/([^/?%]{1,20})\/21\/([\dA-Z]{20})(?:\?s=([\w-]{87}))?$/i;

/**
 * Null for every other request, which may ask for something else than the page that all readers of a language see.
 * The path has its one spelling only if it is that of a lot; of another one no lot is found.
 */
export function readPlainLook({ method, url = '', headers }: IncomingMessage): PlainLook | null {
  const [, product, lot, serial, seal] = (method === 'GET' && printed.exec(url)) || [];
  if (!product || !lot || !serial || !isPlain(headers)) return null;
  const cookie = headers.cookie?.slice('lang='.length);
  return {
    lotPath: `${product.toLowerCase().startsWith('p/') ? `p${product.slice(1)}` : product}/10/${lot.toUpperCase()}`,
    serial,
    seals: seal === undefined ? [] : [seal],
    writing: chooseWriting({ cookie, acceptLanguage: headers['accept-language'] }),
  };
}

function isPlain(headers: IncomingMessage['headers']): boolean {
  const takesPages = /^(\*\/\*$|text\/html(,|$))/.test(headers.accept ?? '*/*');
  const isStranger = headers.authorization === undefined && /^lang=[\w-]+$/.test(headers.cookie ?? 'lang=vi');
  return takesPages && isStranger && headers['sec-purpose'] === undefined && headers['content-length'] === undefined;
}
