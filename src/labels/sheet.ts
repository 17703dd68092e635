/**
 * Sheets of labels as a PDF of exact millimetres: page by page as it is read, vector QR codes, embedded fonts. The same
 * sheet has the same bytes whenever and wherever it is drawn.
 */
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { deflate, type ZlibOptions } from 'node:zlib';
import PDFDocument from 'pdfkit';
import { newBytes } from './bytes.js';
import { fontFilesOf, type Family } from './fonts.js';
import { point, type LabelContent } from './layout.js';
import { labelWriter, type EmbeddedFont, type Fonts } from './operators.js';
import { qrModules } from './qr.js';
import {
  getModuleSide,
  labelOrigin,
  labelsPerPage,
  moduleSide,
  smallestModule,
  type LabelTemplate,
} from './templates.js';

export interface Sheet {
  template: LabelTemplate;
  labels: Iterable<LabelContent> | AsyncIterable<LabelContent>;
  /** First free label of a part-used sheet; 1 is the top left. */
  startAt?: number;
  /** Draws the edges of all labels, to check a printer against the stock. */
  outlines?: boolean;
  /** Title of the document. */
  title?: string;
  /** Date of the document; not that of the drawing, which changes. */
  madeAt?: Date;
  /** Of all labels' letters. */
  family?: Family;
}

/**
 * The strongest seal whose QR code the template can hold.
 * @param sampleUris a link of the lot with either seal; all links of a lot are equally long
 * @throws DomainError `label-too-small` when even the compact link needs modules under 0.396 mm
 */
export function chooseSeal(template: LabelTemplate, sampleUris: { full: string; compact: string }): 'full' | 'compact' {
  if (moduleSide(template, qrModules(sampleUris.full)) >= smallestModule) return 'full';
  getModuleSide(template, qrModules(sampleUris.compact));
  return 'compact';
}

/**
 * Draws the labels in their order, on as many pages as they need.
 * @throws RangeError when `startAt` is no label of the sheet. The stream fails with DomainError `label-too-small`
 */
export function drawSheet(sheet: Sheet): Readable {
  const startAt = sheet.startAt ?? 1;
  if (!Number.isInteger(startAt) || startAt < 1 || startAt > labelsPerPage(sheet.template)) {
    throw new RangeError(`no label ${startAt} on a sheet of ${sheet.template.name}`);
  }
  return Readable.from(drawDocument(sheet, startAt - 1), { objectMode: false });
}

const compress = promisify<Buffer, ZlibOptions, Buffer>(deflate);
const effort = { level: 5, memLevel: 9 }; // level 6 takes twice the time for an eighth less

/** Labels drawn before other requests get their turn: two milliseconds. */
const labelsPerTurn = 5;

/** Pages that are compressed at a time, beside this thread, while the next one is drawn. */
const mostAhead = 3;

/** Nothing is drawn further ahead of the reader. */
async function* drawDocument(sheet: Sheet, firstPosition: number): AsyncGenerator<Buffer> {
  const document = newDocument(sheet);
  const fonts = { regular: fontOf(document, 'regular'), bold: fontOf(document, 'bold') };
  const ahead: Promise<Buffer>[] = [];
  for await (const page of drawPages(sheet, firstPosition, fonts)) {
    ahead.push(compress(page, effort));
    const [first] = ahead.length > mostAhead ? ahead.splice(0, 1) : [];
    if (first) yield addPage(document, fonts, await first);
  }
  for (const page of ahead) yield addPage(document, fonts, await page);
  document.end();
  for await (const chunk of document) yield Buffer.from(chunk);
}

/** The operators of one page after the other. Other requests get their turn between. */
async function* drawPages(sheet: Sheet, firstPosition: number, fonts: Fonts): AsyncGenerator<Buffer> {
  const { template } = sheet;
  const write = labelWriter(template, fonts);
  const start = sheet.outlines ? outlinesOf(template) : '';
  const page = newBytes();
  page.text(start);
  let position = firstPosition;
  for await (const label of sheet.labels) {
    if (position === labelsPerPage(template)) {
      yield page.take();
      page.text(start);
      position = 0;
    }
    const { x, y } = labelOrigin(template, position++);
    page.text(`q 1 0 0 1 ${points(x)} ${points(y)} cm\n`);
    write(label, page);
    page.text('Q\n');
    if (position % labelsPerTurn === 0) await nextTurn();
  }
  yield page.take();
}

function newDocument(sheet: Sheet): PDFKit.PDFDocument {
  const { width, height } = sheet.template.page;
  const document = new PDFDocument({
    size: [width / point, height / point],
    margin: 0,
    autoFirstPage: false,
    lang: 'vi',
    displayTitle: true,
    info: { Title: sheet.title ?? sheet.template.name, CreationDate: sheet.madeAt ?? new Date(0) },
  });
  const { regular, bold } = fontFilesOf(sheet.family);
  return document.registerFont('regular', regular).registerFont('bold', bold);
}

function fontOf(document: PDFKit.PDFDocument, name: keyof Fonts): EmbeddedFont {
  return (document.font(name) as unknown as { _font: EmbeddedFont })._font;
}

/** @returns what can be sent of the document */
function addPage(document: PDFKit.PDFDocument, fonts: Fonts, compressed: Buffer): Buffer {
  const before = document.page as PDFKit.PDFPage | undefined;
  const { page } = document.addPage();
  if (before) Object.assign(before.dictionary, { data: {} }); // it is written, and only its number is kept for the end
  for (const font of Object.values(fonts) as EmbeddedFont[])
    (page.fonts as Record<string, unknown>)[font.id] = font.ref();
  const content = document.ref({ Filter: 'FlateDecode' });
  content.end(compressed);
  Object.assign(page.content, { compress: false }).data = {} as typeof page.content.data; // one short line
  Object.assign(page.dictionary.data, { Contents: [page.content, content] }); // its own turns the y axis downwards
  return (document.read() as Buffer | null) ?? Buffer.alloc(0);
}

function outlinesOf(template: LabelTemplate): string {
  const { width, height } = template.label;
  const edges = Array.from({ length: labelsPerPage(template) }, (_, position) => {
    const { x, y } = labelOrigin(template, position);
    return `${points(x)} ${points(y)} ${points(width)} ${points(height)} re\n`;
  });
  return `${points(0.1)} w\n${edges.join('')}S\n`;
}

const points = (millimetres: number) => Number((millimetres / point).toFixed(3));
