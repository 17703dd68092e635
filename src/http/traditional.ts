/** Chinese as it is written in Taiwan, made from the simplified texts. */
import { createRequire } from 'node:module';

type Convert = (text: string) => string;

/** Its dictionaries take 80 MB: they are read when the first reader asks for this writing. */
function converter(): Convert {
  const { Converter } = createRequire(import.meta.url)('opencc-js/cn2t') as {
    Converter: (options: { from: 'cn'; to: 'twp' }) => Convert;
  };
  return Converter({ from: 'cn', to: 'twp' });
}

let convert: Convert | undefined;

/** Words that the converter's dictionary has otherwise than a reader in Taiwan, found by reading all texts through. */
const words: [string, string][] = [
  ['複制', '複製'],
  ['二維碼', 'QR碼'],
  ['程式碼', '代碼'],
  ['電子郵箱', '電子郵件'],
  ['郵箱', '電子郵件'],
  ['掃碼', '掃描'],
  ['銷燬', '銷毀'],
  ['許可權', '權限'],
  ['賬號', '帳號'],
  ['賬戶', '帳戶'],
  ['校驗位', '檢查碼'],
  ['校驗碼', '檢查碼'],
  ['繫結', '綁定'],
  ['打印出', '印出'],
  ['響應', '回應'],
  ['引數', '參數'],
  ['千克', '公斤'],
  ['毫米', '公釐'],
  ['條形碼', '條碼'],
  ['社交媒體', '社群媒體'],
  ['“', '「'],
  ['”', '」'],
];
const units: Record<string, string> = { 克: '公克', 升: '公升', 毫升: '毫升', 米: '公尺' };

export function toTraditional(simplified: string): string {
  convert ??= converter();
  const converted = convert(simplified);
  return units[converted] ?? words.reduce((text, [from, to]) => text.replaceAll(from, to), converted);
}
