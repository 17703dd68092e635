/** A book in the words of its reader. */
import { fromThousandths, type Uom } from '../epcis/quantity.js';
import { readLotPath } from '../epcis/identifiers.js';
import { countLabels } from '../lots/label-life.js';
import { type Lot } from '../lots/lot.model.js';
import { productName, type Words } from '../lots/lot-table.js';
import { flowsIn, flowsOut, type Account } from './book.js';
import { type Difference } from './differences.js';
import { type Book } from './mass-balance.service.js';
import { type Amounts, type StepSum } from './steps.js';
import { type Yield } from './yields.js';

/** Rows of a long list that a page shows. */
const mostRows = 200;

export function viewOfBook(book: Book, words: Words) {
  const { t } = words;
  return {
    accounts: accountTable(book, words),
    steps: stepTable(book.steps, words),
    yields: yieldTable(book, words),
    differences: {
      count: book.differences.length,
      ...differenceTable(book, words),
    },
    more: [book.yields.length, book.differences.length].some((length) => length > mostRows)
      ? t('mass-balance.more', { count: mostRows })
      : null,
  };
}

const flows = ['opening', ...flowsIn, ...flowsOut, 'closing'] as const;

function accountTable({ accounts, products }: Book, words: Words) {
  const { t, format } = words;
  const used = flows.filter(
    (flow) => ['opening', 'closing'].includes(flow) || accounts.some((each) => each[flow] !== 0),
  );
  return {
    columns: [
      { label: t('lots.product') },
      ...used.map((flow) => ({ label: t(`mass-balance.flows.${flow}`), numeric: true })),
    ],
    rows: accounts.map((account) => [
      { text: productName(products.get(account.product), words), note: equationOf(account, words) },
      ...used.map((flow) => format.quantity(fromThousandths(account[flow]), account.uom)),
    ]),
  };
}

/** In = out + stock, in figures. */
function equationOf(account: Account, { format }: Words): string {
  const amount = (flow: (typeof flows)[number]) => format.number(fromThousandths(account[flow]));
  const sum = (names: readonly (typeof flows)[number][]) =>
    names
      .filter((flow) => account[flow] !== 0)
      .map(amount)
      .join(' + ') || '0';
  return `${sum(['opening', ...flowsIn])} = ${sum([...flowsOut, 'closing'])}`;
}

function stepTable(steps: StepSum[], words: Words) {
  const { t, format } = words;
  return {
    columns: [
      { label: t('mass-balance.step') },
      { label: t('mass-balance.events'), numeric: true },
      { label: t('mass-balance.taken'), numeric: true },
      { label: t('mass-balance.given'), numeric: true },
      { label: t('mass-balance.loss'), numeric: true },
    ],
    rows: steps.map(({ step, events, taken, given, lost }) => [
      t(
        step === null
          ? 'lots.other-step'
          : step === 'commissioning'
            ? 'mass-balance.first-production'
            : `steps.${step}`,
      ),
      format.number(events),
      amounts(taken, words),
      amounts(given, words),
      amounts(lost, words),
    ]),
  };
}

function amounts(list: Amounts, { format }: Words): string {
  const entries = Object.entries(list) as [Uom, number][];
  return entries.map(([uom, quantity]) => format.quantity(quantity, uom)).join(' + ') || '–';
}

function yieldTable({ yields, products }: Book, words: Words) {
  const { t, format } = words;
  const percent = (ratio: number) => `${format.number(Math.round(ratio * 1000) / 10)} %`;
  const span = ({ min, max }: { min: number; max: number }) => `${percent(min)} – ${percent(max)}`;
  return {
    columns: [
      { label: t('mass-balance.made') },
      { label: t('mass-balance.date') },
      { label: t('mass-balance.yield'), numeric: true },
      { label: t('mass-balance.range'), numeric: true },
      { label: t('mass-balance.usual'), numeric: true },
    ],
    rows: latestFirst(yields).map(({ product, lot, entry, ratio, range, usual, fault }: Yield) => [
      {
        text: productName(products.get(product), words),
        href: historyOf(lot),
        note: codeOf(lot),
        badge: fault ? { tone: 'bad', badgeIcon: 'warning', badgeLabel: t(`mass-balance.faults.${fault}`) } : undefined,
      },
      format.date(entry.time),
      percent(ratio),
      range ? span(range) : t('mass-balance.no-range'),
      usual
        ? { text: percent(usual.median), note: t('mass-balance.of', { span: span(usual), count: usual.count }) }
        : t('mass-balance.no-habit'),
    ]),
  };
}

function latestFirst(yields: Yield[]): Yield[] {
  return yields.toReversed().slice(0, mostRows);
}

function differenceTable({ differences, products }: Book, words: Words) {
  const { t, format } = words;
  const amountOf = ({ quantity, uom, kind }: Difference) =>
    uom === null
      ? `${format.number(Math.round(quantity * 1000) / 10)} %`
      : kind === 'more-labels'
        ? t('mass-balance.labels-more', { count: quantity })
        : format.quantity(quantity, uom);
  return {
    columns: [
      { label: t('mass-balance.difference') },
      { label: t('lots.lot') },
      { label: t('mass-balance.date') },
      { label: t('lots.quantity'), numeric: true },
    ],
    rows: differences.slice(0, mostRows).map((difference) => [
      {
        text: t(`mass-balance.kinds.${difference.kind}.title`),
        note: t(`mass-balance.kinds.${difference.kind}.sentence`),
        badge: { tone: 'bad', badgeIcon: 'warning', badgeLabel: t('mass-balance.to-explain') },
      },
      readLotPath(difference.lot)
        ? { text: codeOf(difference.lot), href: historyOf(difference.lot), code: true }
        : productName(products.get(difference.lot), words),
      difference.time ? format.date(difference.time) : '–',
      amountOf(difference),
    ]),
  };
}

const historyOf = (lot: string) => `/lots/${lot}#history`;
const codeOf = (lot: string) => readLotPath(lot)?.code ?? '';

/** Labels of a lot beside its packages; null for goods that are not counted in pieces, and before the first label. */
export function labelFacts({ labels, produced, uom }: Lot, { t, format }: Words) {
  if (uom !== 'H87' || labels.length === 0) return null;
  const counts = countLabels(labels);
  const [units, valid] = [fromThousandths(produced), counts.total - counts.void];
  const difference = valid - units;
  return {
    isWrong: difference > 0,
    facts: [
      { label: t('mass-balance.units'), value: format.number(units), big: true },
      { label: t('mass-balance.labels'), value: format.number(valid), big: true },
      { label: t('mass-balance.void'), value: format.number(counts.void), big: true },
      {
        label: t(difference > 0 ? 'mass-balance.too-many' : 'mass-balance.without'),
        value: format.number(Math.abs(difference)),
        big: true,
      },
    ],
  };
}
