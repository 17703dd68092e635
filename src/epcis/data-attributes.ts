/**
 * GS1 application identifiers that may stand in the query of a Digital Link, with the form of their values (General
 * Specifications 3.2). Keys and key qualifiers are not among them: they stand in the path or nowhere.
 */
const day = String.raw`\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])`; // YYMMDD; day 00 is the end of the month
const set82 = String.raw`[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]`;
const text = (longest: number) => new RegExp(`${set82}{1,${longest}}`);

const forms: [identifiers: RegExp, value: RegExp][] = [
  [/02|8001/, /\d{14}/],
  [/1[1-3]|1[5-7]|4326|7006/, new RegExp(day)],
  [/20|7241/, /\d{2}/],
  [/30|37/, /\d{1,8}/],
  [/3(1[0-6]|2\d|3[0-7]|4\d|5[0-7]|6\d)[0-5]|395[0-5]|8005/, /\d{6}/], // measures, their decimals in the last digit
  [/39[0-3]\d/, /\d{1,18}/], // amounts of money
  [/394[0-3]|8111/, /\d{4}/],
  [/242/, /\d{1,6}/],
  [/41[0-36]|7001/, /\d{13}/],
  [/422|424|426/, /\d{3}/],
  [/423|425/, /\d{3}(\d{3}){0,4}/],
  [/421/, new RegExp(String.raw`\d{3}${set82}{1,9}`)],
  [/427|7008/, text(3)],
  [/4307|4317/, /[A-Z]{2}/],
  [/432[1-3]/, /[01]/],
  [/432[45]|7003/, new RegExp(String.raw`${day}\d{4}`)],
  [/433[0-3]/, /\d{6}-?/],
  [/43[01]\d/, text(70)],
  [/7004/, /\d{1,4}/],
  [/7007/, new RegExp(`(${day}){1,2}`)],
  [/7011/, new RegExp(String.raw`${day}(\d{4})?`)],
  [/8008/, /\d{8}(\d{2}){0,2}/],
  [/8026/, /\d{18}/],
  [/24[013]|25[01]|400|403|420|70(02|05|09|10|2[0-3]|3\d|40|41)|71\d|72(3\d|40|42|5\d)|8002|8007|8012/, text(35)],
  [/8009|8030|8110|8112|8200|9\d/, text(90)],
];

const whole = ({ source }: RegExp) => new RegExp(`^(?:${source})$`);
const attributes = forms.map(([identifiers, value]) => [whole(identifiers), whole(value)] as const);

/** True when GS1 knows the identifier as a data attribute and the value has its form. */
export function isDataAttribute(identifier: string, value: string): boolean {
  const known = attributes.find(([identifiers]) => identifiers.test(identifier));
  return known !== undefined && known[1].test(value);
}
