/** Turning the pages of a long list. */

export interface PagesAround {
  previous: string | undefined;
  next: string | undefined;
}

/** Locals of the partial pager.ejs. @param at address of the page that begins there @param more is behind this page */
export function pagesAround(
  { offset, size, more }: { offset: number; size: number; more: boolean },
  at: (offset: number) => string,
): PagesAround {
  return {
    previous: offset > 0 ? at(Math.max(offset - size, 0)) : undefined,
    next: more ? at(offset + size) : undefined,
  };
}
