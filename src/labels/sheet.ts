/** Sheets of labels as a PDF of exact millimetres: page by page as it is read, vector QR codes, embedded fonts. */
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { fontFilesOf, type Family } from './fonts.js';
import { layOutText, point, type LabelContent } from './layout.js';
import { qrMatrix, qrModules, type QrMatrix } from './qr.js';
import {
  getModuleSide,
  labelOrigin,
  labelsPerPage,
  moduleSide,
  quietModules,
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
  return Readable.from(drawPages(sheet, startAt - 1), { objectMode: false });
}

/** Nothing is drawn ahead of the reader, and other requests get their turn between two labels. */
async function* drawPages(sheet: Sheet, firstPosition: number): AsyncGenerator<Buffer> {
  const { template } = sheet;
  const document = newDocument(sheet);
  let position = firstPosition;
  addPage(document, sheet);
  for await (const label of sheet.labels) {
    if (position === labelsPerPage(template)) {
      addPage(document, sheet);
      position = 0;
    }
    drawLabel(document, template, label, labelOrigin(template, position++));
    for (let chunk = readNow(document); chunk; chunk = readNow(document)) yield chunk;
    await nextTurn();
  }
  document.end();
  for await (const chunk of document) yield Buffer.from(chunk);
}

function newDocument(sheet: Sheet): PDFKit.PDFDocument {
  const { width, height } = sheet.template.page;
  const document = new PDFDocument({
    size: [width / point, height / point],
    margin: 0,
    autoFirstPage: false,
    lang: 'vi',
    displayTitle: true,
    info: { Title: sheet.title ?? sheet.template.name },
  });
  const { regular, bold } = fontFilesOf(sheet.family);
  document.registerFont('regular', regular).registerFont('bold', bold);
  return document;
}

function addPage(document: PDFKit.PDFDocument, { template, outlines }: Sheet): void {
  document.addPage();
  if (!outlines) return;
  const { width, height } = template.label;
  document.lineWidth(0.1 / point);
  for (let position = 0; position < labelsPerPage(template); position++) {
    const { x, y } = labelOrigin(template, position);
    document.rect(x / point, y / point, width / point, height / point).stroke();
  }
}

function drawLabel(
  document: PDFKit.PDFDocument,
  template: LabelTemplate,
  label: LabelContent,
  origin: { x: number; y: number },
): void {
  const matrix = qrMatrix(label.uri);
  const side = getModuleSide(template, matrix.size + 2 * quietModules);
  drawQr(document, matrix, side, {
    x: origin.x + template.qr.x + quietModules * side,
    y: origin.y + template.qr.y + quietModules * side,
  });
  const measure = (text: string, isBold: boolean) =>
    document.font(isBold ? 'bold' : 'regular', 100).widthOfString(text) / 100;
  for (const line of layOutText(template, label, measure)) {
    document
      .font(line.isBold ? 'bold' : 'regular', line.size)
      .text(line.text, (origin.x + line.x) / point, (origin.y + line.baseline) / point, {
        lineBreak: false,
        baseline: 'alphabetic',
      });
  }
}

/** One filled path for the whole code, in PDF operators, so that no viewer shows seams between its rows. */
function drawQr(document: PDFKit.PDFDocument, { runs }: QrMatrix, side: number, at: { x: number; y: number }): void {
  const [scale, x, y] = [side / point, at.x / point, at.y / point].map((value) => value.toFixed(4));
  const rectangles = runs.map((run) => `${run.x} ${run.y} ${run.length} 1 re`).join('\n');
  document.addContent(`q 0 g ${scale} 0 0 ${scale} ${x} ${y} cm\n${rectangles}\nf Q`);
}

function readNow(document: PDFKit.PDFDocument): Buffer | null {
  return document.read() as Buffer | null;
}
