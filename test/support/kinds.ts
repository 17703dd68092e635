/** The kinds of record of the registry, each with an input that makes one. */
import mongoose from 'mongoose';
import { someGtin } from './builders.js';

export const xss = `<script>alert(1)</script>"'&`;
/** {@link xss} as a page writes it. */
export const escaped = '&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;';
const zone = {
  growingAreaCode: 'VN-CB-0001',
  issuer: 'Chi cục',
  status: 'active',
  validFrom: '2024-01-01',
  validUntil: '2030-12-31',
  crop: 'Dong riềng',
  areaHectares: 2.5,
  households: 12,
};

export interface Kind {
  name: string;
  maker: 'hoa' | 'an';
  body(): Record<string, unknown>;
  /** The same input with `text` in a field that every page of the record shows. */
  named(text: string): Record<string, unknown>;
}

export const kinds: Kind[] = [
  {
    name: 'organizations',
    maker: 'an',
    body: () => ({ name: 'HTX Phia Đén', kind: 'cooperative', commune: 'Thành Công', phone: '0912 345 678' }),
    named: (name) => ({ name, kind: 'cooperative' }),
  },
  {
    name: 'locations',
    maker: 'hoa',
    body: () => ({ kind: 'zone', name: 'Vùng dong riềng', commune: 'Thành Công', zone }),
    named: (name) => ({ kind: 'shop', name }),
  },
  {
    name: 'products',
    maker: 'hoa',
    body: () => ({ gtin: someGtin(), names: { vi: 'Miến dong', en: 'Canna vermicelli' }, uom: 'KGM' }),
    named: (vi) => ({ gtin: someGtin(), names: { vi }, uom: 'KGM' }),
  },
  {
    name: 'certificates',
    maker: 'hoa',
    body: () => ({
      type: 'vietgap',
      number: 'VG-1',
      issuer: 'Vinacert',
      issuedOn: '2025-01-01',
      expiresOn: '2027-01-01',
    }),
    named: (number) => ({ type: 'vietgap', number, issuer: 'Vinacert', issuedOn: '2025-01-01' }),
  },
];

/** `{names: {vi}}` as the fields of a form: `{'names.vi'}`. */
export function fieldsOf(input: object, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(fieldsOf(value, `${prefix}${name}.`))
        : [[prefix + name, String(value)]],
    ),
  );
}

/** The whole registry, to see that nothing of it changed. */
export async function everything(): Promise<string> {
  const models = ['Organization', 'Location', 'Commune', 'Product', 'Certificate', 'User', 'Attachment'];
  return JSON.stringify(await Promise.all(models.map((name) => mongoose.model(name).find({}).lean())));
}
