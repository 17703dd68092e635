/** Where events stand in the transparency log, in words, each with its proof to take along. */
type Words = Pick<Express.Locals, 't' | 'format'>;

export interface PlacesView {
  words: string;
  /** Files that prove it without the server. */
  links: { href: string; label: string }[];
  /** What follows the links. */
  rest: string;
}

/** A step that was done again and again has many. */
const mostLinks = 12;

/** @param positions null for an event that is on its way into the log */
export function viewOfPlaces(positions: readonly (number | null)[], { t, format }: Words): PlacesView {
  const recorded = positions.filter((position) => position !== null).sort((one, other) => one - other);
  if (recorded.length === 0) return { words: t('ledger.recording'), links: [], rest: '' };
  const links = recorded.slice(0, mostLinks).map((position) => ({
    href: `/log/proof/${position}.json`,
    label: t('ledger.position', { position: format.number(position) }),
  }));
  const more = positions.length - links.length;
  return {
    words: t('ledger.recorded'),
    links,
    rest: more > 0 ? ` ${t('ledger.more', { count: format.number(more) })}` : '',
  };
}
