/**
 * A document to file and to hand over: A4, tagged (PDF/UA), headings, facts, tables whose head stands on every page,
 * codes, page numbers. The same content has the same bytes: nothing of the clock or of the machine is in it.
 */
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { familyOf, fontOf, type Family } from '../labels/fonts.js';
import { point } from '../labels/layout.js';
import { qrMatrix, qrModules, qrPathData } from '../labels/qr.js';
import { keepPlace, sign } from './signed.js';
import { type Signer } from './signature.js';

export interface Fact {
  label: string;
  value: string;
}

export interface PaperTable {
  /** Read out before the table, and its heading. */
  caption: string;
  /** Shares of the width; figures stand at the right. */
  columns: { label: string; share?: number; numeric?: boolean }[];
  rows: string[][];
}

export interface Paper {
  heading(text: string, level?: 1 | 2 | 3): void;
  paragraph(text: string): void;
  facts(facts: Fact[]): void;
  /** Other requests get their turn between its rows. */
  table(table: PaperTable): Promise<void>;
  /** A QR code of a link, with words under it. @param side in millimetres, quiet zone included */
  code(uri: string, words: string, side?: number): void;
  /** Numbers the pages, closes the document and, with a signer, signs it. Nothing can be added afterwards. */
  finish(signer?: Signer): Promise<Buffer>;
}

const margins = { top: 72, bottom: 62, left: 54, right: 54 };
const sizes = { 1: 19, 2: 13, 3: 11 } as const;
const bodySize = 9.5;
const ink = '#1b1e27';
const soft = '#585e6b';
const line = '#c9c5ba';

/** Rows that are drawn before other requests get their turn: some milliseconds. */
const rowsPerTurn = 5;

/** A longer text is cut in a table: a row has to fit on a page. */
const longestCell = 1_500;

/**
 * @param about title: for the reader and the file; madeAt: date of the content; footer: of page n of all
 * @param lang of the words, BCP 47
 */
export function openPaper(about: {
  title: string;
  lang: string;
  madeAt: Date;
  footer: (page: number, pages: number) => string;
}): Paper {
  const document = new PDFDocument({
    size: 'A4',
    margins,
    bufferPages: true,
    tagged: true,
    pdfVersion: '1.7',
    subset: 'PDF/UA' as 'PDF/A-2a', // the types know PDF/A alone
    lang: about.lang,
    displayTitle: true,
    info: { Title: about.title.replace(/[&<>]/g, ' '), CreationDate: about.madeAt }, // written into XML as it is
  });
  const nameOf = fontsOf(document, about.lang.startsWith('zh') ? 'chinese' : 'vietnamese');
  const font: SetFont = (text, isBold) => document.font(nameOf(text, isBold));
  const root = document.struct('Document');
  document.addStructure(root);

  /** Labels of the table that is being drawn, for the head of each further page. */
  let head: PaperTable['columns'] = [];
  document.on('pageAdded', () => drawHead(document, head, font));

  const write = (text: string, structType: string, size: number, isBold = false) => {
    font(text, isBold).fontSize(size).fillColor(ink).text(text, { structParent: root, structType });
  };
  return {
    heading(text, level = 2) {
      const room = 90; // a heading is not left alone at the foot of a page
      if (document.y > document.page.height - margins.bottom - room) document.addPage();
      else if (document.y > margins.top) document.moveDown(level === 3 ? 0.7 : 1.2);
      write(text, `H${level}`, sizes[level], true);
      document.moveDown(0.35);
    },
    paragraph(text) {
      write(text, 'P', bodySize);
      document.moveDown(0.5);
    },
    facts(facts) {
      const cell = (text: string, isBold: boolean, type: 'TH' | 'TD') => ({
        text,
        type,
        font: { src: nameOf(text, isBold) },
      });
      font('', false).fontSize(bodySize);
      document.table({
        structParent: root,
        columnStyles: [150, '*'],
        defaultStyle: { border: 0, padding: [2, 6, 2, 0], textColor: ink },
        data: facts.map(({ label, value }) => [cell(label, true, 'TH'), cell(value, false, 'TD')]),
      } as PDFKit.Mixins.TableOptionsWithData);
      document.moveDown(0.5);
    },
    async table({ caption, columns, rows }) {
      this.heading(caption, 3);
      const align = (column: number) => ({ x: columns[column]?.numeric ? 'right' : 'left' });
      const cellOf = (text: string, column: number, type: 'TH' | 'TD') => {
        const cut = text.length > longestCell ? `${text.slice(0, longestCell)}…` : text;
        return { text: cut, type, align: align(column), font: { src: nameOf(cut, type === 'TH'), size: 8.5 } };
      };
      font('', false).fontSize(8.5);
      head = columns;
      const table = document.table({
        structParent: root,
        columnStyles: widthsOf(columns),
        rowStyles: (row: number) => (row === 0 ? { backgroundColor: '#efece4' } : {}),
        defaultStyle: { border: [0, 0, 0.5, 0], borderColor: line, padding: [3, 4], textColor: ink },
      } as PDFKit.Mixins.TableOptions);
      table.row(columns.map(({ label }, column) => cellOf(label, column, 'TH')) as PDFKit.Mixins.CellOptions[]);
      for (const [index, row] of rows.entries()) {
        table.row(row.map((text, column) => cellOf(text, column, 'TD')) as PDFKit.Mixins.CellOptions[]);
        if (index % rowsPerTurn === rowsPerTurn - 1) await nextTurn();
      }
      table.end();
      head = [];
      document.moveDown(0.8);
    },
    code(uri, words, side = 36) {
      const size = side / point;
      if (document.y + size > document.page.height - margins.bottom) document.addPage();
      const { x, y } = document;
      const draw = () => {
        document.save().translate(x, y);
        document
          .scale(size / qrModules(uri))
          .path(qrPathData(qrMatrix(uri)))
          .fill('black')
          .restore();
      };
      const alt = `QR: ${uri}`;
      const bbox = [x, document.page.height - y - size, x + size, document.page.height - y];
      root.add(document.struct('Figure', { alt, bbox } as PDFKit.Mixins.StructureElementOptions, draw));
      document.y = y + size;
      write(words, 'P', 8.5);
      document.moveDown(0.5);
    },
    async finish(signer) {
      root.end();
      numberPages(document, about.footer, font);
      if (signer) keepPlace(document, signer.name, about.madeAt);
      document.end();
      const pdf = await buffer(document);
      return signer ? sign(pdf, signer) : pdf;
    },
  };
}

type SetFont = (text: string, isBold: boolean) => PDFKit.PDFDocument;

/**
 * Names of fonts in the document.
 * @param usual family of all texts whose letters it has; the other is read only for a text that needs it
 */
function fontsOf(document: PDFKit.PDFDocument, usual: Family): (text: string, isBold: boolean) => string {
  const known = new Set<string>();
  return (text, isBold) => {
    const family = usual === 'chinese' ? usual : familyOf(text);
    const name = `${family}-${isBold ? 'bold' : 'regular'}`;
    // A table goes back from the font of each cell to the one before it, and finds that by its family, never by its name.
    if (!known.has(name)) document.registerFont(name, fontOf(family, isBold) as unknown as Buffer, name);
    known.add(name);
    return name;
  };
}

function widthsOf(columns: PaperTable['columns']): number[] {
  const all = columns.reduce((sum, { share = 1 }) => sum + share, 0);
  const width = 595.28 - margins.left - margins.right;
  return columns.map(({ share = 1 }) => (share / all) * width);
}

/** On a page that goes on with a table: its labels in the margin, not read out again. */
function drawHead(document: PDFKit.PDFDocument, columns: PaperTable['columns'], font: SetFont): void {
  if (columns.length === 0) return;
  const { x, y } = document;
  const widths = widthsOf(columns);
  document.markContent('Artifact', { type: 'Layout' });
  let left = margins.left;
  columns.forEach(({ label, numeric }, column) => {
    const width = widths[column] ?? 0;
    const align = numeric ? 'right' : 'left';
    const place = { width: width - 8, align, lineBreak: false, ellipsis: true, height: 12 } as const;
    font(label, true)
      .fontSize(8.5)
      .fillColor(soft)
      .text(label, left + 4, margins.top - 17, place);
    left += width;
  });
  document.endMarkedContent();
  Object.assign(document, { x, y });
}

function numberPages(document: PDFKit.PDFDocument, footer: (page: number, pages: number) => string, font: SetFont) {
  const { start, count } = document.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    document.switchToPage(start + page);
    const words = footer(page + 1, count);
    const { height, width } = document.page;
    document.page.margins.bottom = 0; // what stands below it would open another page
    document.markContent('Artifact', { type: 'Pagination' });
    const place = { width: width - margins.left - margins.right, lineBreak: false };
    font(words, false)
      .fontSize(8)
      .fillColor(soft)
      .text(words, margins.left, height - 40, place);
    document.endMarkedContent();
  }
}
