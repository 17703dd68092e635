/** One label by itself, of its exact size: as SVG with its letters as outlines, which look alike everywhere, and PNG. */
import sharp from 'sharp';
import { formatFor } from '../http/format.js';
import { familyOf, outlineOf, widthOf, type Family } from './fonts.js';
import { layOutText, point, wordsOf, type LabelContent, type TextLine } from './layout.js';
import { qrMatrix, qrPathData } from './qr.js';
import { getModuleSide, quietModules, type LabelTemplate } from './templates.js';

/** @throws DomainError `label-too-small` */
export function labelSvg(template: LabelTemplate, content: LabelContent): string {
  const { width, height } = template.label;
  return draw(template, content, { width: `${width}mm`, height: `${height}mm` });
}

const dotsPerInch = 600;

/** @throws DomainError `label-too-small` */
export function labelPng(template: LabelTemplate, content: LabelContent): Promise<Buffer> {
  const dots = (millimetres: number) => String(Math.round((millimetres / 25.4) * dotsPerInch));
  const { width, height } = template.label;
  const svg = draw(template, content, { width: dots(width), height: dots(height) });
  return sharp(Buffer.from(svg)).withMetadata({ density: dotsPerInch }).greyscale().png().toBuffer();
}

function draw(template: LabelTemplate, content: LabelContent, size: { width: string; height: string }): string {
  const { width, height } = template.label;
  const { x, y } = template.qr;
  const matrix = qrMatrix(content.uri);
  const side = getModuleSide(template, matrix.size + 2 * quietModules);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"` +
      ` viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(titleOf(content))}</title>`,
    `<path fill="#fff" d="M0 0h${width}v${height}H0z"/>`,
    `<path shape-rendering="crispEdges" transform="translate(${x} ${y}) scale(${side.toFixed(5)})"` +
      ` d="${qrPathData(matrix)}"/>`,
    ...drawText(template, content),
    '</svg>\n',
  ].join('\n');
}

/** The words of a label alone. @param box of the label, in millimetres, stretched to so many pixels */
export function textSvg(
  template: LabelTemplate,
  content: LabelContent,
  box: { x: number; y: number; width: number; height: number },
  size: { width: number; height: number },
): string {
  const { x, y, width, height } = box;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"` +
      ` viewBox="${x} ${y} ${width} ${height}" preserveAspectRatio="none">`,
    `<path fill="#fff" d="M${x} ${y}h${width}v${height}h-${width}z"/>`,
    ...drawText(template, content),
    '</svg>',
  ].join('\n');
}

/** For whoever cannot see the outlines. */
function titleOf({ productName, captions, lot, serial }: LabelContent): string {
  const words = [productName, `${captions.lot} ${lot}`, serial && formatFor('vi').serial(serial)];
  return words.filter((word) => word !== undefined).join(' · ');
}

function drawText(template: LabelTemplate, content: LabelContent): string[] {
  const family = familyOf(wordsOf(content));
  const measure = (text: string, isBold: boolean) => widthOf(text, isBold, family);
  return layOutText(template, content, measure).map((line) => drawLine(line, family));
}

function drawLine({ text, isBold, size, x, baseline, isTurned }: TextLine, family: Family): string {
  const { path, unitsPerEm } = outlineOf(text, isBold, family);
  const scale = ((size * point) / unitsPerEm).toFixed(7);
  return `<path transform="translate(${round(x)} ${round(baseline)})${isTurned ? ' rotate(90)' : ''} scale(${scale} -${scale})" d="${path}"/>`;
}

function round(millimetres: number): number {
  return Number(millimetres.toFixed(3));
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
