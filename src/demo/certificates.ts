/** Certificates of the demo: none of them exists. One has expired, one expires soon. */
import { addDays } from '../epcis/time.js';
import { type CertificateInput } from '../registry/certificate.service.js';
import { type ProducerName } from './organizations.js';

interface DemoCertificate {
  owner: ProducerName;
  type: CertificateInput['type'];
  number: string;
  issuer: string;
  /** Days from the day of the demo; negative: before it. */
  term: [issued: number, expires: number];
}

const foodSafety = { type: 'food-safety', issuer: 'Cơ quan quản lý an toàn thực phẩm (minh họa)' } as const;
const body = 'Tổ chức chứng nhận (minh họa)';

export const certificates: DemoCertificate[] = [
  { owner: 'tam-hoa', ...foodSafety, number: 'MH-ATTP-01', term: [-300, 795] },
  { owner: 'tan-viet-a', ...foodSafety, number: 'MH-ATTP-02', term: [-410, 685] },
  { owner: 'tan-viet-a', type: 'vietgap', issuer: body, number: 'MH-VG-02', term: [-200, 895] },
  { owner: 'hung-dao', ...foodSafety, number: 'MH-ATTP-03', term: [-250, 845] },
  { owner: 'hung-dao', type: 'vietgap', issuer: body, number: 'MH-VG-03', term: [-1135, -40] },
  { owner: 'le-thuy', ...foodSafety, number: 'MH-ATTP-04', term: [-255, 840] },
  { owner: 'bao-lam', ...foodSafety, number: 'MH-ATTP-05', term: [-180, 915] },
  { owner: 'cao-tuyen', ...foodSafety, number: 'MH-ATTP-06', term: [-1060, 35] },
  { owner: 'kolia', ...foodSafety, number: 'MH-ATTP-07', term: [-500, 595] },
  { owner: 'kolia', type: 'organic', issuer: body, number: 'MH-HC-07', term: [-280, 450] },
  { owner: 'kolia', type: 'haccp', issuer: body, number: 'MH-HACCP-07', term: [-350, 745] },
];

export function certificateInputOf({ owner, term, ...certificate }: DemoCertificate, day: string) {
  void owner;
  return { ...certificate, issuedOn: addDays(day, term[0]), expiresOn: addDays(day, term[1]) };
}
