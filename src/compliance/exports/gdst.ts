/**
 * A chain as one EPCIS 2.0 document in the manner of the Global Dialogue on Seafood Traceability: the events with GDST's
 * key data elements (`gdst:`, `cbvmda:`), and the master data that they point at in the header.
 *
 * An eventID is the hash of what was recorded; what is added to an event here is listed by JSON Pointer (RFC 6901) in
 * `nguon:added`, so that whoever takes it away again has the event of the hash.
 */
import { type EpcisEvent } from '../../epcis/vocabulary.js';
import { type StoredEvent } from '../../events/event.model.js';
import { presentEvents } from '../../events/epcis/present.js';
import { organizationUri } from '../../lots/effects.js';
import { type Actor } from '../../policy.js';
import { type LotFacts } from '../facts.js';
import { masterData } from './master-data.js';

/** As GDST's own documents declare it. */
const gdstContext = { gdst: 'https://traceability-dialogue.org/epcis' };

export async function gdstDocument(
  facts: LotFacts,
  events: StoredEvent[],
  { actor, now }: { actor: Actor; now: Date },
): Promise<object> {
  const told = events.filter(({ _id }) => facts.readable.has(_id));
  const { context, events: shown } = await presentEvents(told, actor, 'Always_GS1_Digital_Link');
  return {
    '@context': [...context, gdstContext],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: now.toISOString(),
    epcisHeader: { epcisMasterData: { vocabularyList: masterData(facts) } },
    epcisBody: {
      eventList: shown.map((event, index) =>
        withElements(event, organizationUri(told[index]?.organization ?? '', facts.namespace)),
      ),
    },
  };
}

/** Who owns the goods and who tells of it: both are whoever recorded the event. Goods come from Vietnam. */
function withElements(event: EpcisEvent, party: string): object {
  const elements = { 'gdst:productOwner': party, 'cbvmda:informationProvider': party };
  const origin = event.ilmd && { 'cbvmda:countryOfOrigin': 'VN' };
  const [added, inIlmd] = [missingIn(event, elements), missingIn(event.ilmd ?? {}, origin ?? {})];
  const pointers = [
    ...Object.keys(added).map((name) => `/${name}`),
    ...Object.keys(inIlmd).map((name) => `/ilmd/${name}`),
  ];
  return {
    ...event,
    ...added,
    ...(event.ilmd && { ilmd: { ...event.ilmd, ...inIlmd } }),
    ...(pointers.length > 0 && { 'nguon:added': pointers }),
  };
}

/** What another system has said of its event stays. */
function missingIn(kept: object, wanted: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => !(name in kept)));
}
