/** The contacts of a recall as a spreadsheet, and each lot at each holder. */
import writeXlsxFile, { type Row } from 'write-excel-file/node';
import { fromThousandths } from '../epcis/quantity.js';
import { type Words } from '../lots/lot-table.js';
import { hadOf, holdersOf } from './affected.js';
import { contactHeads, contactRows } from './contacts.js';
import { type RecallFacts } from './recall-page.js';

/** Words are always of the type text: none is taken for a formula, whatever it begins with. */
const text = (value: string) => ({ value, type: String });
const head = (value: string) => ({ value, type: String, fontWeight: 'bold' as const });

export async function contactsSheet(facts: RecallFacts, words: Words): Promise<Buffer> {
  const { t } = words;
  const contacts: Row[] = [contactHeads(words).map(head), ...contactRows(facts, words).map((row) => row.map(text))];
  const widths = [32, 16, 26, 36, 8, 30, 18, 18, 18, 18];
  const sheets = [
    { data: contacts, sheet: t('recalls.whom'), columns: widths.map((width) => ({ width })), stickyRowsCount: 1 },
    {
      data: lotRows(facts, words),
      sheet: t('recalls.affected'),
      columns: [{ width: 32 }, { width: 40 }],
      stickyRowsCount: 1,
    },
  ];
  return writeXlsxFile(sheets).toBuffer();
}

/** One row a lot and holder, with figures that can be summed. */
function lotRows({ affected }: RecallFacts, { t, format }: Words): Row[] {
  const names = new Map(affected.holders.map(({ organization }) => [organization._id, organization.name]));
  const heads = [t('recalls.organization'), t('lots.path'), t('recalls.had'), t('recalls.unit')];
  const rows = affected.lots.flatMap((lot) =>
    holdersOf(lot).map((id): Row => {
      const had = { value: fromThousandths(hadOf(lot, id)), type: Number };
      return [text(names.get(id) ?? ''), text(lot.lot), had, text(format.unit(lot.uom))];
    }),
  );
  return [heads.map(head), ...rows];
}
