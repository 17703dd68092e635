/** One label for other ways of printing: the whole label as SVG of its exact size. The QR code alone is in qr.ts. */
import { layOutText, point, type LabelContent, type Measure } from './layout.js';
import { qrMatrix, qrPathData } from './qr.js';
import { getModuleSide, quietModules, type LabelTemplate } from './templates.js';

const fontStack = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif";

/**
 * A label with its text in the viewer's own font.
 * @throws DomainError `label-too-small`
 */
export function labelSvg(template: LabelTemplate, content: LabelContent): string {
  const { width, height } = template.label;
  const { x, y } = template.qr;
  const matrix = qrMatrix(content.uri);
  const side = getModuleSide(template, matrix.size + 2 * quietModules);
  const lines = layOutText(template, content, estimate).map(
    (line) =>
      `<text x="${round(line.x)}" y="${round(line.baseline)}" font-size="${round(line.size * point)}"` +
      `${line.isBold ? ' font-weight="700"' : ''}>${escapeXml(line.text)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm"` +
      ` viewBox="0 0 ${width} ${height}" font-family="${fontStack}" lang="vi">`,
    `<path fill="#fff" d="M0 0h${width}v${height}H0z"/>`,
    `<path shape-rendering="crispEdges" transform="translate(${x} ${y}) scale(${side.toFixed(5)})"` +
      ` d="${qrPathData(matrix)}"/>`,
    ...lines,
    '</svg>\n',
  ].join('\n');
}

/** Widths that no common sans-serif exceeds by much, since the viewer's font is not known here. */
const estimate: Measure = (text, isBold) => {
  let width = 0;
  for (const character of text.normalize('NFD').replace(/\p{M}/gu, '')) {
    if (/[MWmw@%]/.test(character)) width += 0.92;
    else if (/[\p{Lu}&]/u.test(character)) width += 0.7;
    else if (/[ .,:;'|!ijlftIr()/-]/.test(character)) width += 0.38;
    else width += 0.6;
  }
  return isBold ? width * 1.06 : width;
};

function round(millimetres: number): number {
  return Number(millimetres.toFixed(3));
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
