/** Where the demo happens: the zones, one facility a producer, the shop. Plots are drawn in the commune they name. */
import { addDays } from '../epcis/time.js';
import { type LocationInput } from '../registry/location.service.js';
import { type ProducerName } from './organizations.js';

const province = 'Cao Bằng';

/** Directions and lengths, about the centre, of the corners of a plot; as they stand they enclose one unit of area. */
const corners = [
  [0.09, 0.64],
  [0.21, 0.57],
  [0.37, 0.68],
  [0.55, 0.6],
  [0.72, 0.71],
  [0.89, 0.55],
] as const;
const metresPerDegree = 111_320; // of latitude, and of longitude at the equator

type Place = Omit<LocationInput, 'zone'> & { zone?: ReturnType<typeof area> };

/** By their short names; `owner` is whose they are. */
export const places = {
  'tam-hoa-zone': zone(
    'tam-hoa',
    'Vùng chăn nuôi lợn đen Bạch Đằng',
    'Xã Bạch Đằng',
    [106.183214, 22.598731],
    area('01', 'Lợn đen địa phương', 3.2, 14),
  ),
  'tam-hoa-works': works('tam-hoa', 'Xưởng chế biến Tâm Hòa', 'Phường Tân Giang', [106.264871, 22.655318]),
  'tan-viet-a-zone': zone(
    'tan-viet-a',
    'Vùng dong riềng Thành Công',
    'Xã Thành Công',
    [105.889542, 22.561277],
    area('02', 'Dong riềng', 24.5, 63),
  ),
  'tan-viet-a-zone-2': zone(
    'tan-viet-a',
    'Vùng dong riềng Phan Thanh',
    'Xã Phan Thanh',
    [105.748216, 22.643905],
    area('03', 'Dong riềng', 15.8, 41),
  ),
  'tan-viet-a-works': works('tan-viet-a', 'Xưởng miến Tân Việt Á', 'Xã Nguyên Bình', [105.962418, 22.648163]),
  'hung-dao-zone': zone(
    'hung-dao',
    'Cánh đồng lúa Hưng Đạo',
    'Phường Thục Phán',
    [106.204335, 22.696482],
    area('04', 'Lúa Bao Thai', 12.4, 38),
  ),
  'hung-dao-works': works('hung-dao', 'Xưởng bún Hưng Đạo', 'Phường Thục Phán', [106.209127, 22.691554]),
  'le-thuy-zone': zone(
    'le-thuy',
    'Vùng cây thạch đen Thạch An',
    'Xã Thạch An',
    [106.327463, 22.472815],
    area('05', 'Thạch đen (sương sáo)', 8.6, 22),
  ),
  'le-thuy-works': works('le-thuy', 'Cơ sở nấu thạch Lê Thùy', 'Xã Đông Khê', [106.433026, 22.428637]),
  'bao-lam-zone': zone(
    'bao-lam',
    'Cánh đồng nếp Hương Bảo Lạc',
    'Xã Bảo Lạc',
    [105.671938, 22.949562],
    area('06', 'Lúa nếp Hương', 18.9, 52),
  ),
  'bao-lam-works': works('bao-lam', 'Nhà máy xay xát 668 Bảo Lâm', 'Xã Bảo Lâm', [105.489317, 22.831846]),
  'cao-tuyen-zone': zone(
    'cao-tuyen',
    'Cánh đồng lúa Hòa An',
    'Xã Hòa An',
    [106.173805, 22.739214],
    area('07', 'Lúa Đoàn Kết', 16.3, 47),
  ),
  'cao-tuyen-works': works('cao-tuyen', 'Xưởng bún Cao Tuyền', 'Xã Hòa An', [106.179462, 22.734081]),
  'kolia-zone': zone(
    'kolia',
    'Đồi chè Phia Đén 1',
    'Xã Thành Công',
    [105.873152, 22.553614],
    area('08', 'Chè hữu cơ (giống Kim Tuyên)', 20.6, 27, 'CN'),
  ),
  'kolia-zone-2': zone(
    'kolia',
    'Đồi chè Phia Đén 2',
    'Xã Thành Công',
    [105.866708, 22.547391],
    area('09', 'Chè hữu cơ (giống Thanh Tâm)', 14.2, 19, 'CN'),
  ),
  'kolia-works': {
    ...works('kolia', 'Nhà máy chè Kolia', 'Xã Thành Công', [105.871043, 22.551226]),
    gln: '9520000009014', // GS1's demonstration prefix
  },
  'mtv-668-zone': zone(
    'mtv-668',
    'Rừng trúc sào Ca Thành',
    'Xã Ca Thành',
    [105.817624, 22.731459],
    area('10', 'Trúc sào', 31.7, 34),
  ),
  'mtv-668-works': works('mtv-668', 'Xưởng chiếu trúc 668', 'Phường Tân Giang', [106.271539, 22.652907]),
  'shop-works': {
    ...works('shop', 'Điểm bán OCOP Kim Đồng (minh họa)', 'Phường Thục Phán', [106.258746, 22.666135]),
    kind: 'shop',
    gln: '9520000009021',
  },
} satisfies Record<string, Place & { owner: ProducerName }>;
export type PlaceName = keyof typeof places;

/** What a place is entered with on the day of the demo. */
export function placeInput({ owner, zone: facts, ...place }: Place & { owner: ProducerName }, day: string) {
  void owner;
  if (!facts) return place;
  return { ...place, zone: { ...facts, validFrom: addDays(day, -700), validUntil: addDays(day, 1100) } };
}

/** The one place of a producer where work is done, or goods are sold. */
export function premisesOf(producer: ProducerName): PlaceName {
  return `${producer}-works`;
}

type Centre = [longitude: number, latitude: number];

function works(owner: ProducerName, name: string, commune: string, coordinates: Centre) {
  return {
    owner,
    kind: 'facility' as const,
    name,
    commune,
    province,
    geometry: { type: 'Point' as const, coordinates },
  };
}

function zone(owner: ProducerName, name: string, commune: string, centre: Centre, facts: ReturnType<typeof area>) {
  const geometry = plot(centre, facts.areaHectares);
  return { owner, kind: 'zone' as const, name, commune, province, geometry, zone: facts };
}

/** Codes of the form VN-{province}-…, with MH (minh họa) in the place of a commune's number. */
function area(number: string, crop: string, areaHectares: number, households: number, market = 'VN') {
  return {
    growingAreaCode: `VN-04-MH-${number}`,
    issuer: 'Chi cục Trồng trọt và Bảo vệ thực vật Cao Bằng (minh họa)',
    market,
    status: 'active' as const,
    crop,
    areaHectares,
    households,
  };
}

/** A six-sided plot of about so many hectares, with six decimals: a tenth of a metre. */
function plot([longitude, latitude]: Centre, hectares: number) {
  const side = Math.sqrt(hectares * 10_000);
  const shrink = Math.cos((latitude * Math.PI) / 180);
  const ring = corners.map(([turn, length]): Centre => {
    const [east, north] = [Math.cos(turn * 2 * Math.PI) * length * side, Math.sin(turn * 2 * Math.PI) * length * side];
    return [sixDecimals(longitude + east / metresPerDegree / shrink), sixDecimals(latitude + north / metresPerDegree)];
  });
  return { type: 'Polygon' as const, coordinates: [[...ring, ...ring.slice(0, 1)]] };
}

function sixDecimals(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
