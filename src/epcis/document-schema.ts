/** EPCIS 2.0 documents as other systems send them: an EPCISDocument, or the EPCISQueryDocument of a repository. */
import { z } from 'zod';
import { extensible, time } from './event-fields.js';

const context = z.union([z.string().min(1), z.record(z.string(), z.unknown()), z.array(z.unknown()).min(1)]);
const events = z.array(z.unknown());

const envelope = {
  '@context': context,
  id: z.string().optional(),
  schemaVersion: z.string().regex(/^\d+(\.\d+)*$/, 'generic'),
  creationDate: time,
  sender: z.string().optional(),
  receiver: z.string().optional(),
  instanceIdentifier: z.string().optional(),
  epcisHeader: z.record(z.string(), z.unknown()).optional(),
};

const epcisDocument = extensible({
  ...envelope,
  type: z.literal('EPCISDocument'),
  epcisBody: extensible({ eventList: events.optional(), event: z.unknown().optional() }).refine(
    ({ eventList, event }) => (eventList === undefined) !== (event === undefined),
    { message: 'required', path: ['eventList'] },
  ),
});

const epcisQueryDocument = extensible({
  ...envelope,
  schemaVersion: envelope.schemaVersion.optional(),
  creationDate: time.optional(),
  type: z.literal('EPCISQueryDocument'),
  epcisBody: extensible({
    queryResults: extensible({
      queryName: z.string(),
      subscriptionID: z.string().optional(),
      resultsBody: extensible({ eventList: events, vocabularyList: z.unknown().optional() }),
    }),
  }),
});

export interface ReceivedDocument {
  context: unknown;
  /** As they came; each is still to be checked. */
  events: unknown[];
  /** Master data of the sender, as they came. */
  header: Record<string, unknown> | null;
}

/** The envelope is checked, its events are not: under `proceed` a bad one must not keep the others out. */
export const receivedDocument = z
  .discriminatedUnion('type', [epcisDocument, epcisQueryDocument], 'bad-choice')
  .transform((document): ReceivedDocument => {
    const facts = { context: document['@context'], header: document.epcisHeader ?? null };
    if (document.type === 'EPCISQueryDocument') {
      return { ...facts, events: document.epcisBody.queryResults.resultsBody.eventList };
    }
    const { eventList, event } = document.epcisBody;
    return { ...facts, events: eventList ?? [event] };
  });
