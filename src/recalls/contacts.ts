/** Whom to call, line by line: the same for a spreadsheet and for paper. */
import { readLotPath } from '../epcis/identifiers.js';
import { type Words } from '../lots/lot-table.js';
import { addressOf } from './present.js';
import { type RecallFacts } from './recall-page.js';
import { amountsText } from './view.js';

/** Codes that one line names. */
const mostCodes = 20;

export function contactHeads({ t }: Pick<Words, 't'>): string[] {
  return [
    t('recalls.organization'),
    t('recalls.phone'),
    t('recalls.email'),
    t('recalls.address'),
    t('recalls.lots'),
    t('lots.lot'),
    t('lots.on-hand'),
    t('recalls.awaits'),
    t('lots.sold'),
    t('recalls.acknowledged'),
  ];
}

export function contactRows({ affected, entries }: RecallFacts, words: Words): string[][] {
  const { format } = words;
  return affected.holders.map(({ organization, lots, onHand, awaits, sold }) => {
    const said = entries.find((entry) => entry.kind === 'acknowledgement' && entry.organization === organization._id);
    const codes = lots.slice(0, mostCodes).map((path) => readLotPath(path)?.code ?? path);
    return [
      organization.name,
      organization.phone ?? '',
      organization.email ?? '',
      addressOf(organization),
      format.number(lots.length),
      codes.join(', ') + (lots.length > mostCodes ? ' …' : ''),
      amountsText(onHand, words),
      amountsText(awaits, words),
      amountsText(sold, words),
      said ? format.dateTime(said.at) : '',
    ];
  });
}
