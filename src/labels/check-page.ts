/**
 * The page that shows how a printer shifts and scales: the edges of all labels as they are corrected now, to be held
 * against the stock, and two rulers as the printer makes them, to be measured.
 */
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { correctTemplate, rulersOf, type Correction } from './correction.js';
import { familyOf, fontFilesOf, widthOf } from './fonts.js';
import { point } from './layout.js';
import { labelOrigin, labelsPerPage, type LabelTemplate } from './templates.js';

const hairline = 0.1;
const textSize = 7;

/** @param words lines beside the rulers */
export function drawCheckPage(template: LabelTemplate, correction: Correction, words: string[]): Promise<Buffer> {
  const { width, height } = template.page;
  const document = new PDFDocument({
    size: [width / point, height / point],
    margin: 0,
    lang: 'vi',
    displayTitle: true,
    info: { Title: template.name },
  });
  document.font(fontFilesOf(familyOf(words.join(''))).regular).scale(1 / point);
  drawOutlines(document, correctTemplate(template, correction));
  drawRulers(document, template, words);
  document.end();
  return buffer(document);
}

function drawOutlines(document: PDFKit.PDFDocument, template: LabelTemplate): void {
  const { width, height } = template.label;
  document.lineWidth(hairline);
  for (let position = 0; position < labelsPerPage(template); position++) {
    const { x, y } = labelOrigin(template, position);
    document.rect(x, y, width, height).stroke();
  }
}

/** In the middle of the page, on white, so that the edges of labels do not disturb the reading. */
function drawRulers(document: PDFKit.PDFDocument, template: LabelTemplate, words: string[]): void {
  const { page } = template;
  const rulers = rulersOf(template);
  const [x, y] = [(page.width - rulers.x) / 2, (page.height - rulers.y) / 2];
  document.rect(x - 3, y - 3, rulers.x + 6, 8).fill('white');
  document.rect(x - 3, y - 3, 8, rulers.y + 6).fill('white');
  const room = { width: rulers.x - 8, height: rulers.y - 8 };
  const size = fittingSize(words, room);
  if (size > 0) writeWords(document, words, { x: x + 7, y: y + 7, size });
  document.lineWidth(hairline).strokeColor('black');
  document
    .moveTo(x, y)
    .lineTo(x + rulers.x, y)
    .stroke();
  document
    .moveTo(x, y)
    .lineTo(x, y + rulers.y)
    .stroke();
  for (let at = 0; at <= rulers.x; at++)
    document
      .moveTo(x + at, y)
      .lineTo(x + at, y + tick(at))
      .stroke();
  for (let at = 0; at <= rulers.y; at++)
    document
      .moveTo(x, y + at)
      .lineTo(x + tick(at), y + at)
      .stroke();
}

function tick(at: number): number {
  return at % 10 === 0 ? 4 : at % 5 === 0 ? 3 : 1.5;
}

/** Points in which all lines fit, 0 where the page is too small for words. */
function fittingSize(words: string[], room: { width: number; height: number }): number {
  const widest = widestOf(words);
  const size = Math.min(textSize, room.width / (widest * point), room.height / (words.length * 1.5 * point));
  return size >= 4 ? size : 0;
}

function writeWords(document: PDFKit.PDFDocument, words: string[], at: { x: number; y: number; size: number }): void {
  const height = words.length * 1.5 * at.size * point;
  const width = widestOf(words) * at.size * point;
  document.rect(at.x - 1, at.y - 1, width + 2, height + 1).fill('white');
  document.fillColor('black').fontSize(at.size * point);
  words.forEach((line, row) => {
    const baseline = at.y + (row * 1.5 + 1) * at.size * point;
    document.text(line, at.x, baseline, { lineBreak: false, baseline: 'alphabetic' });
  });
}

/** In em. */
function widestOf(words: string[]): number {
  const family = familyOf(words.join(''));
  return Math.max(...words.map((line) => widthOf(line, false, family)));
}
