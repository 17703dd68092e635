/** The picture of a link to a product without a photo: its name and its producer, in the fonts of the labels. */
import sharp from 'sharp';
import { familyOf, outlineOf, widthOf, type Family } from '../labels/fonts.js';
import { partsOf, wrap } from '../labels/line-breaks.js';
import { previewSize } from '../registry/photo.service.js';

interface Line {
  text: string;
  isBold: boolean;
  /** Height of an em, in pixels. */
  size: number;
  color: string;
}

const margin = 96;
const mostLines = 3;
const sizes = [96, 76, 60, 46, 34];
const [ink, soft, cham] = ['#1b1e27', '#585e6b', '#283a8c'];

/** @returns PNG */
export function drawCard(name: string, producer: string): Promise<Buffer> {
  const family = familyOf(name + producer);
  const lines: Line[] = [
    ...fill(name, true, family).map((line) => ({ ...line, color: ink })),
    ...fill(producer, false, family, sizes.slice(3)).map((line) => ({ ...line, color: soft })),
  ];
  const { width, height } = previewSize;
  let y = (height - lines.reduce((sum, { size }) => sum + size * 1.3, 0)) / 2;
  const drawn = lines.map((line) => {
    y += line.size * 1.3;
    return draw(line, y - line.size * 0.3, family);
  });
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<path fill="#fcfbf8" d="M0 0h${width}v${height}H0z"/><path fill="${cham}" d="M0 0h32v${height}H0z"/>`,
    ...drawn,
    draw({ text: 'Nguồn', isBold: true, size: 40, color: cham }, height - 48, 'vietnamese'),
    '</svg>',
  ];
  return sharp(Buffer.from(svg.join('')))
    .png({ palette: true })
    .toBuffer();
}

/** The largest size in which the text takes few lines; a text for which there is none is cut off by the edge. */
function fill(text: string, isBold: boolean, family: Family, wanted = sizes): Omit<Line, 'color'>[] {
  const fitting = wanted.flatMap((size) => {
    const measure = (part: string) => widthOf(part, isBold, family) * size;
    const lines = wrap(partsOf(text), '', previewSize.width - 2 * margin, measure);
    return lines && lines.length <= mostLines ? [lines.map((line) => ({ text: line, isBold, size }))] : [];
  });
  return fitting[0] ?? [{ text, isBold, size: wanted.at(-1) ?? 0 }];
}

function draw({ text, isBold, size, color }: Line, baseline: number, family: Family): string {
  const { path, unitsPerEm } = outlineOf(text, isBold, family);
  const scale = (size / unitsPerEm).toFixed(6);
  return `<path fill="${color}" transform="translate(${margin} ${baseline.toFixed(1)}) scale(${scale} -${scale})" d="${path}"/>`;
}
