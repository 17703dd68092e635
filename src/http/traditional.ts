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
  ['退出', '登出'],
  ['演示', '示範'],
  ['示例', '範例'],
  ['數字簽名', '數位簽章'],
  ['簽名', '簽章'],
  ['質量', '品質'],
  ['吊銷', '撤銷'],
  ['保質期至', '有效日期'],
  ['保質期', '有效日期'],
  ['生產日期', '製造日期'],
  ['配料', '成分'],
  ['貯存條件', '保存方式'],
  ['小票', '收據'],
  ['市場監管部門', '主管機關'],
  ['監管部門', '主管機關'],
  ['主管部門', '主管機關'],
  ['手工輸入', '手動輸入'],
  ['端平手機', '拿穩手機'],
  ['聯網', '連線上網'],
  ['發貨', '出貨'],
  ['發運', '出貨'],
  ['運輸中', '運送中'],
  ['辦結', '結案'],
  ['連字元', '連字號'],
  ['型別', '類型'],
  ['貨箱', '外箱'],
  ['托盤', '棧板'],
  ['核驗', '查驗'],
  ['檢查地址', '檢查網址'],
  ['此地址', '此網址'],
  ['地址過長', '網址過長'],
  ['地址超過', '網址超過'],
  ['接收地址', '接收網址'],
  ['公共網路', '公開網路'],
  ['當前', '目前'],
  ['} 米', '} 公尺'],
  ['識讀', '讀取'],
  ['得率', '產出率'],
  ['反饋', '回饋'],
  ['熱敏印表機', '熱感印表機'],
  ['瞭解', '了解'],
  ['身份', '身分'],
  ['“', '「'],
  ['”', '」'],
];
const units: Record<string, string> = { 克: '公克', 升: '公升', 毫升: '毫升', 米: '公尺' };

export function toTraditional(simplified: string): string {
  convert ??= converter();
  const converted = convert(simplified);
  return units[converted] ?? words.reduce((text, [from, to]) => text.replaceAll(from, to), converted);
}
