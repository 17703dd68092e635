/** Terms of an event that its content alone does not give: who may read it, and which lots of ours it names. */
import { lotOfClass, lotOfUnit } from '../epcis/lot-of-class.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';

/** Said of every event that the organisation may read. */
export const readerTerm = (organization: string) => `reader=${organization}`;
export const lotTerm = (path: string) => `lot=${path}`;

/** Paths of all lots that an event names, kept here or not: as classes, or by units packed in them. */
export function lotsNamed(event: EpcisEvent, namespace: string): string[] {
  const classes = [
    ...[event.quantityList, event.childQuantityList, event.inputQuantityList, event.outputQuantityList],
    event['nguon:missing'],
  ].flatMap((list) => (list ?? []).map(({ epcClass }) => lotOfClass(epcClass, namespace)));
  const units = [event.epcList, event.childEPCs, event.inputEPCList, event.outputEPCList, [event.parentID ?? '']]
    .flat()
    .map((epc) => (epc ? lotOfUnit(epc, namespace) : null));
  return [...new Set([...classes, ...units].filter((path) => path !== null))];
}
