/** What pages say of corrections: an entry that was declared an error, its declaration, and the way to correct one. */
import { namespace } from '../db.js';
import { readLotPath } from '../epcis/identifiers.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { type Words } from '../lots/lot-table.js';
import { type Actor } from '../policy.js';
import { type HistoryEntry } from './history.service.js';
import { stepOf, type Step } from './step.js';

const formOf: Partial<Record<Step, string>> = {
  commissioning: '/harvests/new',
  transforming: '/processes/new',
  packing: '/packings/new',
  shipping: '/shipments/new',
  receiving: '/receipts/new',
  retail_selling: '/sales/new',
  destroying: '/destructions/new',
};
const ofInspector: Step[] = ['inspecting', 'holding', 'releasing', 'recalling'];

/** Address of the form in which an event is recorded anew; null for an act, which has only happened or not. */
function formFor(event: EpcisEvent): string | null {
  const form = formOf[stepOf(event) ?? 'encoding'];
  const rows = Math.max(event.inputQuantityList?.length ?? 0, event.outputQuantityList?.length ?? 0);
  return form ? `${form}?${new URLSearchParams({ corrects: event.eventID, rows: String(rows) }).toString()}` : null;
}

/** What the page of a correction shows of the event. */
export function viewOfCorrected(event: EpcisEvent) {
  const elements = [event.inputQuantityList, event.outputQuantityList, event.quantityList].flatMap(
    (list) => list ?? [],
  );
  return {
    event,
    step: stepOf(event),
    amounts: elements.map(({ epcClass, quantity, uom }) => {
      const lot = lotOfClass(epcClass, namespace()) ?? '';
      return { lot, code: readLotPath(lot)?.code ?? lot, quantity, uom };
    }),
    form: formFor(event),
  };
}

function isCorrectable({ event, step, isDeclared }: HistoryEntry, { role, organization }: Actor): boolean {
  if (!step || isDeclared || event.errorDeclaration || step === 'encoding' || event['nguon:set']) return false;
  const isOfRole = ofInspector.includes(step) ? role === 'inspector' : role === 'producer';
  return isOfRole && Boolean(event['nguon:organization']?.endsWith(`/organizations/${organization}`));
}

/** What the timeline says of an entry besides: replaced, replacing, or where to correct it. */
export function viewOfCorrection(entry: HistoryEntry, { actor }: { actor: Actor }, { t }: Words) {
  const { event, isDeclared } = entry;
  const declaration = event.errorDeclaration;
  const note = declaration?.['nguon:note'];
  const words = declaration
    ? t(declaration.correctiveEventIDs?.length ? 'corrections.replaced' : 'corrections.cancelled')
    : isDeclared
      ? t('corrections.declared')
      : event['nguon:corrects']
        ? t('corrections.corrective')
        : undefined;
  return {
    ...(words && { text: typeof note === 'string' ? `${words} ${note}` : words }),
    ...((isDeclared || declaration) && { tone: 'warn' }),
    ...(isCorrectable(entry, actor) && {
      act: {
        href: event['nguon:recall']
          ? `/recalls/${event['nguon:recall']}/liftings/new`
          : `/corrections/new?${new URLSearchParams({ event: event.eventID }).toString()}`,
        label: t('corrections.correct'),
      },
    }),
  };
}
