/** The one table of rules. */
import { type Rule } from './rule.js';
import { rulesOfAbroad } from './rules-abroad.js';
import { rulesOfVietnam } from './rules-vietnam.js';
import { sources, type Market } from './sources.js';

export const rules: readonly Rule[] = [...rulesOfVietnam, ...rulesOfAbroad];

/** In the order of the sources. */
export function rulesFor(market: Market): Rule[] {
  return sources.flatMap(({ id, markets }) =>
    rules.filter((rule) => rule.source === id && (rule.markets ?? (markets as readonly Market[])).includes(market)),
  );
}
