/** What an organisation recorded lately: shown on its first page, and what the next form begins with. */
import { namespace, trusted } from '../db.js';
import { readLotPath } from '../epcis/identifiers.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { Events } from '../events/event.model.js';
import { standing } from '../events/standing.js';
import { iconOfStep, stepOf, type Step } from '../events/step.js';
import { organizationOfUri } from '../lots/effects.js';
import { type By } from '../policy.js';

const daysLookedBack = 365;
const mostEvents = 50;
const dayMs = 86_400_000;

/** The latest events of the actor's organisation, the latest first. */
export async function recentEvents({ actor, now }: By): Promise<EpcisEvent[]> {
  const from = new Date(now.getTime() - daysLookedBack * dayMs);
  const until = new Date(now.getTime() + dayMs);
  const found = await Events.find({
    organization: actor.organization,
    eventTime: trusted({ $gte: from, $lt: until }),
  })
    .sort({ eventTime: -1 })
    .limit(mostEvents)
    .lean();
  return standing(found).map(({ event }) => event);
}

/** Keys and addresses that the last event of a step carried. */
export interface LastTime {
  productKey?: string;
  /** EPCIS identifier of the location. */
  place?: string;
  recipient?: string;
}

/** What was chosen the last time a step was recorded; nothing where that is long ago. */
export function lastTime(step: Step, events: EpcisEvent[]): LastTime {
  const last = events.find((event) => stepOf(event) === step);
  const made = (last?.outputQuantityList ?? last?.quantityList)?.[0]?.epcClass ?? '';
  const to = last?.destinationList?.[0]?.destination ?? '';
  return {
    productKey: readLotPath(lotOfClass(made, namespace()) ?? '')?.productKey,
    place: last?.readPoint?.id,
    recipient: organizationOfUri(to, namespace()) ?? undefined,
  };
}

/** A step that was recorded lately, and the lots it was about. */
export interface RecentStep {
  step: Step;
  icon: string;
  event: EpcisEvent;
  lots: { path: string; code: string; quantity: number | undefined; uom: string | undefined }[];
}

const stepsShown = 10;

export async function latestSteps(by: By): Promise<RecentStep[]> {
  const events = await recentEvents(by);
  return events.slice(0, stepsShown).flatMap((event) => {
    const step = stepOf(event);
    const elements = event.outputQuantityList ?? event.quantityList ?? event.childQuantityList ?? [];
    const lots = elements.flatMap(({ epcClass, quantity, uom }) => {
      const path = lotOfClass(epcClass, namespace());
      return path ? { path, code: readLotPath(path)?.code ?? '', quantity, uom } : [];
    });
    return step ? { step, icon: iconOfStep[step], event, lots } : [];
  });
}
