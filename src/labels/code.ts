/** One QR code by itself, for whoever designs a package: vectors of an exact size, the quiet zone inside it. */
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { DomainError } from '../errors.js';
import { point } from './layout.js';
import { qrMatrix, qrModules, qrPathData } from './qr.js';
import { escapeXml } from './single.js';
import { neededSide } from './templates.js';

/** Module of a code whose size nobody asked for: the middle of what GS1 allows on a package. */
const usualModule = 0.5;

/**
 * Side of a code in millimetres, quiet zone included.
 * @param wanted the usual size unless given
 * @throws DomainError `code-too-small`: a module would be under 0.396 mm
 */
export function codeSide(uri: string, wanted?: number): number {
  const modules = qrModules(uri);
  if (wanted === undefined) return Math.ceil(modules * usualModule * 10) / 10;
  const needed = neededSide(modules);
  if (wanted < needed) throw new DomainError('code-too-small', { needed, available: wanted }, 'side');
  return wanted;
}

/** @param side as {@link codeSide} gives it */
export function codeSvg(uri: string, side: number): string {
  const modules = qrModules(uri);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${side}mm" height="${side}mm" viewBox="0 0 ${modules} ${modules}">`,
    `<title>${escapeXml(uri)}</title>`,
    `<path fill="#fff" d="M0 0h${modules}v${modules}H0z"/>`,
    `<path shape-rendering="crispEdges" d="${qrPathData(qrMatrix(uri))}"/>`,
    '</svg>\n',
  ].join('\n');
}

/** A page of just the code. @param side as {@link codeSide} gives it */
export function codePdf(uri: string, side: number): Promise<Buffer> {
  const size = side / point;
  const document = new PDFDocument({ size: [size, size], margin: 0, lang: 'vi', info: { Title: uri } });
  document
    .scale(size / qrModules(uri))
    .path(qrPathData(qrMatrix(uri)))
    .fill('black');
  document.end();
  return buffer(document);
}
