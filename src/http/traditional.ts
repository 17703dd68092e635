/** Chinese as it is written in Taiwan, made from the simplified texts. */
import { Converter } from 'opencc-js/cn2t';

const convert = Converter({ from: 'cn', to: 'twp' }) as unknown as (text: string) => string; // its types do not resolve

/** Words that the converter's dictionary has otherwise than a reader in Taiwan, found by reading all texts through. */
const words: [string, string][] = [
  ['複制', '複製'],
  ['二維碼', 'QR 碼'],
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
  const converted = convert(simplified);
  return units[converted] ?? words.reduce((text, [from, to]) => text.replaceAll(from, to), converted);
}
