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
  const columns = contactHeads(words).map((label, column) => ({ label, share: shares[column] ?? 1 }));
  paper.table({ caption: t('recalls.whom'), columns, rows: contactRows(facts, words) });
  return paper.finish();
}

/** Names and addresses take more room than figures. */
const shares = [2, 1.3, 1.8, 2, 0.7, 1.5, 1.2, 1.2, 1.2, 1.2];

function plain(facts: { label: string; value: string; note?: string }[]) {
  return facts.map(({ label, value, note }) => ({ label, value: note ? `${value} (${note})` : value }));
}
