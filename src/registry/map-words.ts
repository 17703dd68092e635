/** What the map of an origin shows, in words: for who cannot see it and who can. */
import { type OriginMap } from './origin-map.js';

type Words = Pick<Express.Locals, 't' | 'lang'>;

/** @param commune name of the commune */
export function mapText(map: OriginMap, commune: string, { t, lang }: Words): string {
  const { metersEastWest, metersNorthSouth, direction } = map;
  if (!map.commune) return t('public.map-text', { eastWest: metersEastWest, northSouth: metersNorthSouth });
  const [eastWest, northSouth] = [kilometres(metersEastWest), kilometres(metersNorthSouth)];
  const size = t('public.commune-map-text', { commune, eastWest, northSouth });
  return inOneLine(direction ? [t(`public.map-places.${direction}`, { commune }), size] : [size], lang);
}

/** Beside the map. @param commune name of the commune */
export function mapNote({ commune: isIn, direction, mark }: OriginMap, commune: string, { t, lang }: Words): string {
  if (!isIn) return t('public.map-note');
  const ring = t(mark ? 'public.map-ring' : 'public.map-filled');
  const place = direction ? [t(`public.map-places.${direction}`, { commune }), ring] : [];
  return inOneLine([...place, t('public.commune-map-note')], lang);
}

/** Chinese has no blank between sentences. */
function inOneLine(sentences: string[], lang: Words['lang']): string {
  return sentences.join(lang === 'zh' ? '' : ' ');
}

function kilometres(meters: number): number {
  return Math.round(meters / 100) / 10;
}
