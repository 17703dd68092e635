/**
 * Who takes part in the demo. The producers and their products are named as in a newspaper article on the OCOP
 * programme of Cao Bằng (2023); everything else about them in these files is made up and marked "minh họa".
 */
import { type Role } from '../policy.js';
import { type OrganizationInput } from '../registry/organization.service.js';

const province = 'Cao Bằng';

/** By the short name under which the other files of the demo know them. */
export const producers = {
  'tam-hoa': { name: 'HTX Tâm Hòa', kind: 'cooperative', commune: 'Phường Tân Giang', province },
  'tan-viet-a': {
    ...{ name: 'HTX nông sản Tân Việt Á', kind: 'cooperative', commune: 'Xã Nguyên Bình', province },
    ...{ households: 104, foundedYear: 2016, publicContact: 'tan-viet-a.example (minh họa)' },
  },
  'hung-dao': { name: 'HTX Ba sạch Hưng Đạo', kind: 'cooperative', commune: 'Phường Thục Phán', province },
  'le-thuy': { name: 'Hộ kinh doanh Nông Thị Lệ Thùy', kind: 'household', commune: 'Xã Đông Khê', province },
  'bao-lam': { name: 'Doanh nghiệp tư nhân 668 Bảo Lâm', kind: 'enterprise', commune: 'Xã Bảo Lâm', province },
  'cao-tuyen': { name: 'Công ty TNHH Cao Tuyền', kind: 'enterprise', commune: 'Xã Hòa An', province },
  kolia: {
    ...{ name: 'Công ty TNHH Kolia', kind: 'enterprise', commune: 'Xã Thành Công', province },
    ...{ foundedYear: 2012, publicContact: 'kolia.example (minh họa)' },
  },
  'mtv-668': { name: 'Công ty TNHH một thành viên 668', kind: 'enterprise', commune: 'Phường Tân Giang', province },
  shop: {
    name: 'Điểm bán sản phẩm OCOP Cao Bằng (minh họa)',
    kind: 'enterprise',
    commune: 'Phường Thục Phán',
    province,
  },
} satisfies Record<string, OrganizationInput>;
export type ProducerName = keyof typeof producers;

export const authorities = {
  office: {
    name: 'Văn phòng điều phối OCOP tỉnh Cao Bằng (minh họa)',
    kind: 'authority',
    commune: 'Phường Thục Phán',
    province,
  },
  inspectorate: {
    name: 'Chi cục Quản lý chất lượng (minh họa)',
    kind: 'authority',
    commune: 'Phường Thục Phán',
    province,
  },
} satisfies Record<string, OrganizationInput>;

export const organizations = { ...producers, ...authorities };
export type OrganizationName = keyof typeof organizations;

export interface DemoAccount {
  organization: OrganizationName;
  role: Role;
  /** Under RFC 2606's `.example`: nobody's address. */
  email: string;
}

/** Sign-ins of the demo: one each of the two authorities, and one a producer. */
export const accounts: DemoAccount[] = [
  { organization: 'office', role: 'admin', email: 'quan-tri@nguon.example' },
  { organization: 'inspectorate', role: 'inspector', email: 'thanh-tra@nguon.example' },
  ...(Object.keys(producers) as ProducerName[]).map((organization) => ({
    organization,
    role: 'producer' as const,
    email: `${organization === 'shop' ? 'diem-ban' : organization}@nguon.example`,
  })),
];
