/** A zone where material of a chain grew, on its map. Locals of views/public/zone.ejs. */
import { mayRead, type Actor } from '../policy.js';
import { type Commune } from '../registry/commune.model.js';
import { keyOfPlace } from '../registry/commune.service.js';
import { type Location } from '../registry/location.model.js';
import { mapNote, mapText } from '../registry/map-words.js';
import { originMap } from '../registry/origin-map.js';

type Words = Pick<Express.Locals, 't' | 'format' | 'told' | 'lang'>;

export function viewOfZone(location: Location, communes: Map<string, Commune>, actor: Actor, words: Words) {
  const { _id, name, commune, province, zone, geometry, photo } = location;
  const { t, format, told } = words;
  const map = originMap(geometry, communes.get(keyOfPlace(location) ?? '')?.outline);
  const href = mayRead(actor, location) ? `/locations/${_id}` : undefined;
  const crop = zone && told(zone.crop);
  const area = zone ? t('public.hectares', { area: format.number(zone.areaHectares) }) : '';
  return {
    name,
    photo,
    map,
    mapText: map && mapText(map, commune ?? '', words),
    mapNote: map && mapNote(map, commune ?? '', words),
    facts: [
      { label: t('public.zone-place'), value: [commune, province].filter(Boolean).join(', ') },
      { label: t('public.zone-code'), value: zone?.growingAreaCode ?? '', code: true, note: zone?.issuer, href },
      { label: t('public.zone-crop'), value: crop?.text ?? '', lang: crop?.lang },
      { label: t('public.zone-area'), value: area },
      { label: t('public.zone-households'), value: zone ? format.number(zone.households) : '', big: true },
    ].filter(({ value }) => value !== ''),
  };
}
