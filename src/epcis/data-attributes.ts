/**
 * GS1 application identifiers that may stand in the query of a Digital Link with a GTIN, and the form of their values,
 * in the notation of GS1's Barcode Syntax Dictionary: `N6,yymmdd` is six digits that are a day, `X..20` one to twenty
 * characters of set 82, a component in brackets may be absent. Lists of country and currency codes are not kept here.
 */
import { hasCheckDigit } from './identifiers.js';

const dictionary: [identifiers: RegExp, form: string, excludes?: RegExp][] = [
  [/00|801[78]/, 'N18,csum'],
  [/1[1-3]|1[5-7]/, 'N6,yymmd0'],
  [/20|7241/, 'N2'],
  [/24[01]|25[01]|40[013]|4308|4319|7002|7023|8004|90/, 'X..30'],
  [/242/, 'N..6'],
  [/243|4318|702[0-2]|71[0-7]|7240|8002|8012/, 'X..20'],
  [/253/, 'N13,csum [X..17]'],
  [/30/, 'N..8'],
  [/3(1[0-6]|2\d|3[0-7]|4\d|5[0-7]|6\d)[0-5]/, 'N6'], // measures, their decimals in the last digit
  [/390\d/, 'N..15', /39[14]\d|8111/],
  [/391\d/, 'N3 N..15'],
  [/392\d/, 'N..15', /39[35]\d/],
  [/393\d/, 'N3 N..15', /395\d/],
  [/394[0-3]/, 'N4', /8111/],
  [/395[0-5]/, 'N6', /8005/],
  [/402/, 'N17,csum'],
  [/41[0-7]/, 'N13,csum'],
  [/420/, 'X..20', /421/],
  [/421/, 'N3 X..9', /4307/],
  [/422|424/, 'N3', /426/],
  [/423|425/, 'N3 [N3] [N3] [N3] [N3]', /426/],
  [/426/, 'N3'],
  [/427|7008/, 'X..3'],
  [/43[01][01]|4320/, 'X..35,pcenc'],
  [/43[01][2-6]/, 'X..70,pcenc'],
  [/43[01]7/, 'X2,country'],
  [/4309/, 'N10,latitude N10,longitude'],
  [/432[1-3]/, 'N1,yesno'],
  [/432[45]/, 'N6,yymmd0 N4,hhmi'],
  [/4326|7006/, 'N6,yymmdd'],
  [/4330/, 'N6 [X1],hyphen', /4331/],
  [/4332/, 'N6 [X1],hyphen', /4333/],
  [/433[13]/, 'N6 [X1],hyphen'],
  [/7001/, 'N13'],
  [/7003/, 'N6,yymmdd N4,hhmi'],
  [/7004/, 'N..4'],
  [/7005/, 'X..12'],
  [/7007/, 'N6,yymmdd [N6],yymmdd'],
  [/7009|7255/, 'X..10'],
  [/7010/, 'X..2'],
  [/7011/, 'N6,yymmdd [N4],hhmi'],
  [/703\d/, 'N3 X..27'],
  [/723\d/, 'X2 X..28'],
  [/7242|8013/, 'X..25'],
  [/7250/, 'N8,yyyymmdd', /7251/],
  [/7251/, 'N8,yyyymmdd N4,hhmi'],
  [/7252/, 'N1,sex'],
  [/725[349]/, 'X..40,pcenc', /7256/],
  [/7256/, 'X..90,pcenc', /7255/],
  [/7257/, 'X..70,pcenc'],
  [/7258/, 'X3,sequence'],
  [/8001/, 'N4,nonzero N5,nonzero N3,nonzero N1,winding N1'],
  [/8003/, 'N1,zero N13,csum [X..16]'],
  [/8005/, 'N6'],
  [/8007/, 'X..34'],
  [/8008/, 'N6,yymmdd N2,hour [N2],sixty [N2],sixty'],
  [/8009/, 'X..50'],
  [/8010/, 'Y..30'],
  [/8026/, 'N14,csum N4,piece'],
  [/8030/, 'Z..90'],
  [/811[02]/, 'X..70'],
  [/8111/, 'N4'],
  [/9[1-9]/, 'X..90'],
];

const characters: Record<string, string> = {
  N: String.raw`\d`,
  X: String.raw`[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]`,
  Y: String.raw`[#\-/0-9A-Z]`,
  Z: String.raw`[\-0-9A-Z_a-z]`,
};

/** A day that the calendar has; day 00 stands for the last one of its month where `mayBeMonth`. */
function isDay(year: number, rest: string, mayBeMonth = false): boolean {
  const [month, day] = [Number(rest.slice(0, 2)), Number(rest.slice(2))];
  if (month < 1 || month > 12) return false;
  return (day >= 1 || mayBeMonth) && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const checks: Record<string, (value: string) => boolean> = {
  csum: hasCheckDigit,
  yymmdd: (value) => isDay(2000 + Number(value.slice(0, 2)), value.slice(2)),
  yymmd0: (value) => isDay(2000 + Number(value.slice(0, 2)), value.slice(2), true),
  yyyymmdd: (value) => isDay(Number(value.slice(0, 4)), value.slice(4)),
  hhmi: (value) => Number(value.slice(0, 2)) < 24 && Number(value.slice(2)) < 60,
  hour: (value) => Number(value) < 24,
  sixty: (value) => Number(value) < 60,
  yesno: (value) => value < '2',
  hyphen: (value) => value === '-',
  zero: (value) => value === '0',
  nonzero: (value) => Number(value) > 0,
  winding: (value) => /^[019]$/.test(value),
  sex: (value) => /^[0129]$/.test(value),
  piece: (value) => value.slice(0, 2) > '00' && value.slice(0, 2) <= value.slice(2),
  sequence: (value) => /^[1-9]\/[1-9]$/.test(value) && value.charAt(0) <= value.charAt(2),
  country: (value) => /^[A-Z]{2}$/.test(value),
  latitude: (value) => Number(value) <= 1_800_000_000,
  longitude: (value) => Number(value) <= 3_600_000_000,
  pcenc: (value) => !/%(?![\dA-Fa-f]{2})/.test(value),
};

interface Attribute {
  identifiers: RegExp;
  value: RegExp;
  /** One for each component. */
  checks: ((value: string) => boolean)[];
  excludes: RegExp | null;
}

const attributes = dictionary.map(([identifiers, form, excludes]): Attribute => {
  const components = form.split(' ').map((text) => /^(\[?)([NXYZ])(\.\.)?(\d+)\]?(?:,(\w+))?$/.exec(text) ?? []);
  const sources = components.map(([, bracket, kind = '', upTo, length = '']) => {
    return `(${characters[kind]}{${upTo ? '1,' : ''}${length}})${bracket ? '?' : ''}`;
  });
  return {
    identifiers: whole(identifiers.source),
    value: whole(sources.join('')),
    checks: components.map(([, , , , , check = '']) => checks[check] ?? (() => true)),
    excludes: excludes ? whole(excludes.source) : null,
  };
});

function whole(source: string): RegExp {
  return new RegExp(`^(?:${source})$`);
}

function find(identifier: string): Attribute | undefined {
  return attributes.find(({ identifiers }) => identifiers.test(identifier));
}

/** Why an identifier cannot stand in the query, or not with this value; null when it can. */
export function faultOfAttribute(identifier: string, value: string): 'attribute-unknown' | 'attribute-value' | null {
  const attribute = find(identifier);
  if (!attribute) return 'attribute-unknown';
  const components = attribute.value.exec(value)?.slice(1);
  const isRight = components?.every((part: string | undefined, index) => {
    return part === undefined || attribute.checks[index]?.(part);
  });
  return isRight ? null : 'attribute-value';
}

/** Two identifiers of which an item has one at most: net weight in two precisions, two final prices. */
export function excludeEachOther(one: string, other: string): boolean {
  const isSameMeasure = /^3\d{3}$/.test(one) && one.slice(0, 3) === other.slice(0, 3) && other.length === 4;
  return isSameMeasure || Boolean(find(one)?.excludes?.test(other)) || Boolean(find(other)?.excludes?.test(one));
}
