/** What three organisations could do, at random: steps that the balance allows, in their order. */
import { type EpcisEvent, type EventDraft } from '../../src/epcis/vocabulary.js';
import { namespace, type Random } from './ledger.js';

export interface Step {
  event: EpcisEvent;
  lots: string[];
  organization: string;
  /** Sent by another system, with an eventID of its own. */
  isForeign: boolean;
  /** Index of the step that it corrects, or declares an error. */
  corrects?: number;
  declares?: number;
}

interface Stock {
  lot: string;
  holder: string;
  /** Thousandths. */
  onHand: number;
  labels: number;
  isHeld: boolean;
}

const organizations = ['hoa', 'binh', 'chi'];
const eventTime = '2026-10-02T08:30:00+07:00';
const notes = ['Ngô nếp', 'đạt', '\u2028 <b>', '正品 🌱'];

export function shuffledSteps(random: Random, count: number): Step[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const stocks: Stock[] = [];
  const steps: Step[] = [];
  const elementOf = (lot: string, thousandths?: number) => ({
    epcClass: `${namespace}/${lot}`,
    ...(thousandths !== undefined && { quantity: thousandths / 1000, uom: 'KGM' }),
  });
  const add = (draft: Omit<EventDraft, 'eventTime'>, lots: string[], organization: string, isForeign = false) => {
    const event = { ...draft, eventTime, eventTimeZoneOffset: '+07:00', eventID: '' };
    const own = { 'nguon:organization': `${namespace}/organizations/${organization}` };
    const request = { 'nguon:request': `r${steps.length}-${Math.floor(random() * 1e9)}` };
    const whole = isForeign ? event : { ...event, ...own, ...request };
    steps.push({ event: whole, lots, organization, isForeign });
  };
  const observe = (bizStep: string, lot: string, thousandths?: number) => ({
    type: 'ObjectEvent' as const,
    action: 'OBSERVE' as const,
    bizStep,
    quantityList: [elementOf(lot, thousandths)],
  });
  const open = (lot: string, holder: string, onHand: number) =>
    stocks.push({ lot, holder, onHand, labels: 0, isHeld: false });

  const harvest = () => {
    const [lot, who, amount] = [`p/DONG/10/L${steps.length}`, pick(organizations), 1 + Math.floor(random() * 90_000)];
    add(
      { ...observe('commissioning', lot, amount), action: 'ADD', 'nguon:note': pick(notes) },
      [lot],
      who,
      random() < 0.2,
    );
    open(lot, who, amount);
  };
  const correct = (declares: number, stock: Stock, sold: number) => {
    const wrong = steps[declares];
    if (!wrong) return;
    stock.onHand += sold;
    const amount = Math.ceil(sold * random());
    if (random() < 0.5) {
      stock.onHand -= amount;
      add(observe('retail_selling', stock.lot, amount), [stock.lot], stock.holder);
      Object.assign(steps.at(-1) ?? {}, { corrects: declares });
    }
    steps.push({ ...wrong, declares });
  };
  const moves: Record<string, (stock: Stock) => void> = {
    sell: (stock) => {
      const amount = Math.ceil(stock.onHand * random());
      stock.onHand -= amount;
      add(observe('retail_selling', stock.lot, amount), [stock.lot], stock.holder, random() < 0.3);
      if (random() < 0.4) correct(steps.length - 1, stock, amount);
    },
    process: (stock) => {
      const [lot, amount] = [`p/MIEN/10/M${steps.length}`, Math.ceil(stock.onHand * random())];
      stock.onHand -= amount;
      const output = 1 + Math.floor(amount / 5);
      const lists = { inputQuantityList: [elementOf(stock.lot, amount)], outputQuantityList: [elementOf(lot, output)] };
      add({ type: 'TransformationEvent', bizStep: 'commissioning', ...lists }, [stock.lot, lot], stock.holder);
      open(lot, stock.holder, output);
    },
    ship: (stock) => {
      const [to, amount] = [pick(organizations), Math.ceil(stock.onHand * random())];
      const bizTransactionList = [{ type: 'desadv', bizTransaction: `${namespace}/shipments/s${steps.length}` }];
      const destination = `${namespace}/organizations/${to}`;
      const destinationList = [{ type: 'possessing_party', destination }];
      stock.onHand -= amount;
      add(
        { ...observe('shipping', stock.lot, amount), bizTransactionList, destinationList },
        [stock.lot],
        stock.holder,
      );
      add({ ...observe('receiving', stock.lot, amount), bizTransactionList }, [stock.lot], to, random() < 0.5);
    },
    label: (stock) => {
      const labels = { from: stock.labels, count: 1 + Math.floor(random() * 9), key: 'serials' };
      stock.labels += labels.count;
      add({ ...observe('encoding', stock.lot), 'nguon:labels': labels }, [stock.lot], stock.holder);
      const { from, count } = labels;
      const live = (bizStep: string, more: object) => {
        add({ ...observe(bizStep, stock.lot), 'nguon:labels': { from, count }, ...more }, [stock.lot], stock.holder);
      };
      live('encoding', { disposition: 'encoded' });
      if (random() < 0.5) live('installing', { disposition: 'active' });
      if (random() < 0.5) live('decommissioning', { disposition: 'inactive', 'nguon:note': pick(notes) });
    },
    inspect: (stock) => {
      const note = { disposition: 'conformant', 'nguon:note': pick(notes) };
      add({ ...observe('inspecting', stock.lot), ...note }, [stock.lot], 'minh');
    },
    hold: (stock) => {
      add({ ...observe('holding', stock.lot), disposition: 'unavailable' }, [stock.lot], 'minh');
      add({ ...observe('holding', stock.lot), disposition: 'available' }, [stock.lot], 'minh');
    },
    elsewhere: () => {
      add(
        { ...observe('inspecting', 'x'), quantityList: [], 'nguon:note': pick(notes) },
        [],
        pick(organizations),
        true,
      );
    },
  };
  harvest();
  while (steps.length < count) {
    const stock = pick(stocks.filter(({ onHand }) => onHand > 10) ?? []);
    if (!stock || random() < 0.3) harvest();
    else moves[pick(Object.keys(moves))]?.(stock);
  }
  return steps;
}
