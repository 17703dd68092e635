/** The contacts of a recall on paper, with what it is and how far it has come. */
import { openPaper } from '../paper/document.js';
import { contactHeads, contactRows } from './contacts.js';
import { effectFacts, timesOf, type RecallFacts } from './recall-page.js';
import { titleOf, whyOf } from './recall-list.js';
import { figuresOf } from './view.js';

export async function contactsPaper(facts: RecallFacts, words: Express.Locals): Promise<Buffer> {
  const { t, writing } = words;
  const { recall, affected } = facts;
  const title = titleOf(recall, words);
  const footer = (page: number, pages: number) => t('recalls.page-of', { title, page, pages });
  const paper = openPaper({ title, lang: writing, madeAt: recall.startedAt, footer });
  paper.heading(title, 1);
  if (recall.isMock) paper.paragraph(t('recalls.mock-note'));
  paper.facts(plain([...whyOf(recall, words), ...timesOf(facts, words)]));
  paper.heading(t('recalls.effect'));
  paper.facts(plain([...figuresOf(affected, words), ...effectFacts(facts, words)]));
  await paper.table({ caption: t('recalls.whom'), ...narrowed(contactHeads(words), contactRows(facts, words)) });
  return paper.finish();
}

/** A page is not as wide as a sheet: name over address, telephone over email, count over codes. */
function narrowed(heads: string[], rows: string[][]) {
  const narrow = (cells: string[]) => {
    const [name, phone, email, address, count, codes, ...rest] = cells;
    return [
      [name, address],
      [phone, email],
      [count, codes],
    ]
      .map((lines) => lines.filter(Boolean).join('\n'))
      .concat(rest);
  };
  const shares = [2, 2.3, 1, 1.2, 1, 1.2, 1.2];
  const columns = narrow(heads).map((label, column) => ({ label, share: shares[column] ?? 1 }));
  return { columns, rows: rows.map(narrow) };
}

function plain(facts: { label: string; value: string; note?: string }[]) {
  return facts.map(({ label, value, note }) => ({ label, value: note ? `${value} (${note})` : value }));
}
