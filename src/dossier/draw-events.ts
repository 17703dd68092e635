/** The history of the lot and of what it was made of, event by event, each with its position in the log. */
import { inSlices, namespace, trusted } from '../db.js';
import { fromThousandths } from '../epcis/quantity.js';
import { declarationSuffix, Events, type StoredEvent } from '../events/event.model.js';
import { stepOf } from '../events/step.js';
import { effectsOf } from '../lots/effects.js';
import { lotsIn, placesOf } from './contents.js';
import { type Drawing, type Words } from './drawing.js';

export async function drawEvents({ dossier, words, paper, nameOf }: Drawing): Promise<void> {
  const { t, format } = words;
  const { events, lots, back, places } = dossier.contents;
  const recorded = await eventsById(events.map(({ id }) => id));
  const declared = new Set(
    events.filter(({ id }) => id.endsWith(declarationSuffix)).map(({ id }) => id.slice(0, -declarationSuffix.length)),
  );
  const paths = new Set(lots.slice(0, 1 + back).map(({ _id }) => _id));
  paper.heading(t('dossier.events', { count: format.number(events.length) }));
  await paper.table({
    caption: t('dossier.events-caption'),
    columns: [
      { label: t('dossier.position') },
      { label: t('dossier.time'), share: 2 },
      { label: t('dossier.step'), share: 2 },
      { label: t('dossier.place'), share: 3 },
      { label: t('dossier.what'), share: 4 },
    ],
    rows: events.flatMap(({ id, position }) => {
      const stored = recorded.get(id);
      if (!stored) return [];
      const { event, organization } = stored;
      const step = stepOf(event);
      const place = places.find(({ uri }) => placesOf(stored).includes(uri));
      const title = event.errorDeclaration ? t('steps.correcting') : step ? t(`steps.${step}`) : t('lots.other-step');
      return [
        [
          format.number(position),
          format.dateTime(event.eventTime, event.eventTimeZoneOffset),
          declared.has(id) ? `${title} (${t('dossier.declared')})` : title,
          [nameOf(organization), place && [place.name, place.commune].filter(Boolean).join(', ')]
            .filter(Boolean)
            .join(' – '),
          whatOf(stored, paths, words),
        ],
      ];
    }),
  });
}

/** Lots and amounts of an event, and the words of whoever recorded it. */
function whatOf({ event, organization, lots }: StoredEvent, paths: ReadonlySet<string>, { format }: Words): string {
  const ours = event['nguon:organization'] === undefined ? new Set(lots) : undefined;
  const moved = effectsOf(event, namespace(), organization, ours).flatMap((effect) =>
    'quantity' in effect && paths.has(effect.lot)
      ? [`${codeOf(effect.lot)}: ${format.quantity(fromThousandths(effect.quantity), effect.uom)}`]
      : [],
  );
  const named = moved.length > 0 ? moved : lotsIn(event, paths).map(codeOf);
  const note = event['nguon:note'];
  return [named.join('; '), ...(note ? [`“${note}”`] : [])].filter(Boolean).join('. ');
}

const codeOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

async function eventsById(ids: string[]): Promise<Map<string, StoredEvent>> {
  const found = await inSlices(ids, (some) => Events.find({ _id: trusted({ $in: some }) }).lean());
  return new Map(found.map((event) => [event._id, event]));
}
