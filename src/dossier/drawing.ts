/** What the parts of a dossier draw with. */
import { type Writing } from '../http/i18n.js';
import { wordsOf } from '../http/page.js';
import { type Lot } from '../lots/lot.model.js';
import { productName } from '../lots/lot-table.js';
import { type Paper } from '../paper/document.js';
import { type Dossier } from './dossier.model.js';

export type Words = ReturnType<typeof wordsOf>;

export interface Drawing {
  dossier: Dossier;
  words: Words;
  paper: Paper;
  lot: Lot;
  /** Day on which it was made. */
  today: string;
  nameOf: (organization: string) => string;
  productOf: (lot: Lot) => string;
}

/** @param today day on which the dossier was made */
export function openDrawing(dossier: Dossier, paper: Paper, writing: Writing, lot: Lot, today: string): Drawing {
  const words = wordsOf(writing);
  const { organizations, products } = dossier.contents;
  return {
    ...{ dossier, words, paper, lot, today },
    nameOf: (id) => organizations.find(({ _id }) => _id === id)?.name ?? '',
    productOf: (each) =>
      productName(
        products.find(({ _id }) => _id === each.product),
        words,
      ),
  };
}
