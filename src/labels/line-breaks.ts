/** Breaking text into lines that fit a width. `measure` and `width` share one unit. */
type Width = (text: string) => number;

/** A Chinese character with the marks that may not part from it, or a word; with the blank before it. */
const part =
  /\s*(?:[（《「『]*\p{Script=Han}[，。、；：！？）》」』]*|[（《「『]?[^\s\p{Script=Han}（《「『]+|[（《「『])/gu;

/** Where a text may be broken: at its blanks, and between Chinese characters. Joined by nothing. */
export function partsOf(text: string): string[] {
  return text.trim().replace(/\s+/g, ' ').match(part) ?? [];
}

/** Fills lines with as many parts as they hold; null when a part alone is too wide. */
export function wrap(parts: string[], joint: string, width: number, measure: Width): string[] | null {
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (measure(part.trimStart()) > width) return null;
    const longer = line ? line + joint + part : part.trimStart();
    if (measure(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = part.trimStart();
    }
  }
  return [...lines, line];
}

/** Two lines as equally long as the parts allow. */
export function halve(parts: string[], joint: string, measure: Width): string[] {
  let best = [parts.join(joint)];
  let widest = Infinity;
  for (let split = parts.length - 1; split > 0; split--) {
    const lines = [parts.slice(0, split).join(joint), parts.slice(split).join(joint).trimStart()];
    const wider = Math.max(...lines.map(measure));
    if (wider < widest) [best, widest] = [lines, wider];
  }
  return best;
}

/** Two lines, or as many more as it takes, with the same count of parts on each but the last. */
export function evenLines(parts: string[], joint: string, width: number, measure: Width): string[] {
  for (let count = Math.min(2, parts.length); ; count++) {
    const perLine = Math.ceil(parts.length / count);
    const lines: string[] = [];
    for (let from = 0; from < parts.length; from += perLine) lines.push(parts.slice(from, from + perLine).join(joint));
    if (count >= parts.length || lines.every((line) => measure(line) <= width)) return lines;
  }
}

/** The longest beginning that stands on so many lines, with an ellipsis when something is left out. */
export function cut(text: string, lines: number, width: number, measure: Width): string[] {
  for (let length = text.length; length > 0; length--) {
    const kept = length === text.length ? text : `${text.slice(0, length).trimEnd()}…`;
    const parts = partsOf(kept);
    const wrapped = wrap(parts, '', width, measure);
    if (wrapped && wrapped.length <= lines) return wrapped.length === 2 ? halve(parts, '', measure) : wrapped;
  }
  return ['…'];
}
