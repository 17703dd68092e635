/** The electronic sortable spreadsheet of 21 CFR 1.1455(c)(3): a sheet for each critical tracking event. */
import writeExcelFile, { type Cell, type Sheet } from 'write-excel-file/node';
import { translator } from '../../http/i18n.js';
import { isTold } from '../check.js';
import { type LotFacts } from '../facts.js';
import { type Value } from '../finding.js';
import { type Column } from '../fsma/columns.js';
import { keyDataElements, type KeyDataElement } from '../fsma/kdes.js';
import { rowsOf, trackingEvents, type Row, type TrackingEvent } from '../fsma/rows.js';
import { codeOf } from '../stages.js';

const english = translator('en'); // for the FDA

const sheetNames: Record<TrackingEvent, string> = {
  harvest: 'Harvest',
  'initial-packing': 'Initial Packing',
  shipping: 'Shipping',
  receiving: 'Receiving',
  transformation: 'Transformation',
};

/** What binds the sheets together beside the elements of the rule: not every event has a traceability lot code. */
const links = ['Lot', 'Lot Used'];

export interface Table {
  name: string;
  header: string[];
  rows: (string | number | Date | null)[][];
}

/** The sheets in the order of the rule; only what the reader may know. */
export function tablesOf(facts: LotFacts): Table[] {
  return trackingEvents.map((event) => {
    const elements = keyDataElements[event];
    const rows = rowsOf[event](facts).filter((row) => isRowReadable(row, facts));
    return {
      name: sheetNames[event],
      header: [...elements.flatMap(headersOf), ...links],
      rows: rows.map((row) => [
        ...elements.flatMap(({ columns }) => columns.flatMap((column) => cellsOf(column, row, facts))),
        codeOf(row.made.lot),
        row.used && facts.readable.has(row.used.lot) ? codeOf(row.used.lot) : null,
      ]),
    };
  });
}

function isRowReadable({ stage, made }: Row, { readable }: LotFacts): boolean {
  return readable.has(stage.eventID) && readable.has(made.lot);
}

/** Each with its paragraph of the rule; of a quantity its unit besides. */
function headersOf({ paragraph, columns }: KeyDataElement): string[] {
  const at = (header: string) => `${header} [${paragraph.replace(/^1\.13\d+/, '')}]`;
  return columns.flatMap(({ header, part }) => (part === 'quantity' ? [at(header), at('Unit')] : [at(header)]));
}

function cellsOf(column: Column, row: Row, facts: LotFacts): Table['rows'][number] {
  const finding = { ...column.find(row, facts), part: column.part };
  const value = isTold(finding, facts) ? finding.value : null;
  if (column.part !== 'quantity') return [cellOf(value)];
  return value && 'quantity' in value ? [value.quantity, value.uom] : [null, null];
}

function cellOf(value: Value | null): string | Date | null {
  if (value === null) return null;
  if ('day' in value) return new Date(`${value.day}T00:00:00Z`);
  if ('word' in value) return english(`compliance.words.${value.word}`);
  return 'text' in value ? value.text : null;
}

const bold = (value: string): Cell => ({ value, fontWeight: 'bold' });
const typed = (value: Table['rows'][number][number]): Cell =>
  value instanceof Date ? { value, type: Date, format: 'yyyy-mm-dd' } : value;

/** The bytes of the XLSX file. */
export async function fsmaWorkbook(facts: LotFacts): Promise<Buffer> {
  const sheets: Sheet<never>[] = tablesOf(facts).map(({ name, header, rows }) => ({
    sheet: name,
    data: [header.map(bold), ...rows.map((row) => row.map(typed))],
    columns: header.map((title) => ({ width: Math.min(Math.max(title.length, 12), 40) })),
    stickyRowsCount: 1,
  }));
  return writeExcelFile(sheets).toBuffer();
}
