/**
 * The key data elements of 21 CFR 1 subpart S, event by event in the order of the rule. Both the rules of the checker
 * and the sheets of the export are made of this one table.
 */
import { makingOf } from '../facts.js';
import { type WordsBelow } from '../finding.js';
import { date, description, document, lotCode, notKept, quantity, type Column } from './columns.js';
import * as part from './parts.js';
import { type Row, type TrackingEvent } from './rows.js';

export interface KeyDataElement {
  name: WordsBelow<'compliance.elements'>;
  /** Of 21 CFR. */
  paragraph: string;
  columns: Column[];
}

const { made, used } = part;

const packedQuantity = quantity('Quantity Packed', ({ made: output }) => output);
const movedQuantity = quantity('Quantity', ({ made: moved }) => moved);
const usedQuantity = quantity('Quantity Used', ({ used: input }) => input, used);
const receivedQuantity = quantity(
  'Quantity Received',
  (row, facts) => {
    const receipt = part.receiptOf(facts, used(row), row.stage);
    return receipt?.moved.find(({ lot }) => lot === used(row)) ?? row.used;
  },
  used,
);
/** Of goods of the own harvest the day of it. */
const receivedDay = date(
  'Date Received',
  'received-day',
  (row, facts) => (part.receiptOf(facts, used(row), row.stage) ?? makingOf(facts, used(row)))?.day,
  used,
);
const code = lotCode('Traceability Lot Code', made);
const goods = description('Product Description', made);

function element(name: KeyDataElement['name'], paragraph: string, ...columns: Column[]): KeyDataElement {
  return { name, paragraph, columns };
}

export const keyDataElements: Record<TrackingEvent, KeyDataElement[]> = {
  harvest: [
    element('recipient', '1.1325(a)(1)(i)', ...part.nextPlace),
    element('commodity', '1.1325(a)(1)(ii)', part.commodity(made)),
    element('quantity', '1.1325(a)(1)(iii)', movedQuantity),
    element('farm', '1.1325(a)(1)(iv)', ...part.farm(made)),
    element('field', '1.1325(a)(1)(v)', part.field(made)),
    element('harvest-date', '1.1325(a)(1)(vii)', part.harvestDay(made)),
    element('document', '1.1325(a)(1)(viii)', ...document),
  ],
  'initial-packing': [
    element('commodity', '1.1330(a)(1)', part.commodity(used)),
    element('received-date', '1.1330(a)(2)', receivedDay),
    element('received-quantity', '1.1330(a)(3)', receivedQuantity),
    element('farm', '1.1330(a)(4)', ...part.farm(used)),
    element('field', '1.1330(a)(5)', part.field(used)),
    element('harvester', '1.1330(a)(7)', ...part.harvester),
    element('harvest-date', '1.1330(a)(8)', part.harvestDay(used)),
    element('cooling-place', '1.1330(a)(9)', notKept('Cooling Location')),
    element('cooling-date', '1.1330(a)(10)', notKept('Cooling Date')),
    element('lot-code', '1.1330(a)(11)', code),
    element('description', '1.1330(a)(12)', goods),
    element('quantity', '1.1330(a)(13)', packedQuantity),
    element('packing-place', '1.1330(a)(14)', ...part.ownPlace('Packing Location (TLC Source)')),
    element('packing-date', '1.1330(a)(15)', part.eventDay('Packing Date')),
    element('document', '1.1330(a)(16)', ...document),
  ],
  shipping: [
    element('lot-code', '1.1340(a)(1)', code),
    element('quantity', '1.1340(a)(2)', movedQuantity),
    element('description', '1.1340(a)(3)', goods),
    element('recipient', '1.1340(a)(4)', ...part.shipTo),
    element('shipped-from', '1.1340(a)(5)', ...part.ownPlace('Ship-From')),
    element('shipping-date', '1.1340(a)(6)', part.eventDay('Ship Date')),
    element('lot-source', '1.1340(a)(7)', ...part.codeSource),
    element('document', '1.1340(a)(8)', ...document),
  ],
  receiving: [
    element('lot-code', '1.1345(a)(1)', code),
    element('quantity', '1.1345(a)(2)', movedQuantity),
    element('description', '1.1345(a)(3)', goods),
    element('previous-source', '1.1345(a)(4)', ...part.previousSource),
    element('received-at', '1.1345(a)(5)', ...part.ownPlace('Received At')),
    element('receiving-date', '1.1345(a)(6)', part.eventDay('Receive Date')),
    element('lot-source', '1.1345(a)(7)', ...part.codeSource),
    element('document', '1.1345(a)(8)', ...document),
  ],
  transformation: [
    element('input-lot-code', '1.1350(a)(1)(i)', lotCode('Input Traceability Lot Code', used)),
    element('input-description', '1.1350(a)(1)(ii)', description('Input Product Description', used)),
    element('input-quantity', '1.1350(a)(1)(iii)', usedQuantity),
    element('new-lot-code', '1.1350(a)(2)(i)', lotCode('New Traceability Lot Code', made)),
    element('transformation-place', '1.1350(a)(2)(ii)', ...part.ownPlace('Transformation Location (TLC Source)')),
    element('transformation-date', '1.1350(a)(2)(iii)', part.eventDay('Date Completed')),
    element('description', '1.1350(a)(2)(iv)', goods),
    element('quantity', '1.1350(a)(2)(v)', movedQuantity),
    element('document', '1.1350(a)(2)(vi)', ...document),
  ],
};

/** What an element tells of each row. */
export function findElement({ columns }: KeyDataElement, row: Row, facts: Parameters<Column['find']>[1]) {
  return columns.map((column) => ({ ...column.find(row, facts), part: column.part }));
}
