/** What the map of an origin shows, in words: for who cannot see it and who can. */
import { type OriginMap } from '../registry/origin-map.js';
import { type Words } from './present.js';

/** @param commune name of the commune */
export function mapText(map: OriginMap, commune: string, { t }: Words): string {
  const { metersEastWest, metersNorthSouth, direction } = map;
  if (!map.commune) return t('public.map-text', { eastWest: metersEastWest, northSouth: metersNorthSouth });
  const [eastWest, northSouth] = [kilometres(metersEastWest), kilometres(metersNorthSouth)];
  const size = t('public.commune-map-text', { commune, eastWest, northSouth });
  return direction ? `${t(`public.map-places.${direction}`, { commune })} ${size}` : size;
}

/** Beside the map. @param commune name of the commune */
export function mapNotes({ commune: isIn, direction, mark }: OriginMap, commune: string, { t }: Words): string[] {
  if (!isIn) return [t('public.map-note')];
  const ring = t(mark ? 'public.map-ring' : 'public.map-filled');
  return [
    ...(direction ? [`${t(`public.map-places.${direction}`, { commune })} ${ring}`] : []),
    t('public.commune-map-note'),
  ];
}

function kilometres(meters: number): number {
  return Math.round(meters / 100) / 10;
}
