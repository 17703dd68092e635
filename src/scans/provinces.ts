/**
 * The 34 provinces and cities of Vietnam since 1 July 2025 (Resolution 202/2025/QH15), by the code of Decision
 * 19/2025/QĐ-TTg, with the place of the seat of each. A reader who picks one says no more than that.
 */
export interface Province {
  name: string;
  /** Degrees, WGS84, of the seat: near enough for a province. */
  latitude: number;
  longitude: number;
}

const rows: [code: string, name: string, latitude: number, longitude: number][] = [
  ['01', 'Hà Nội', 21.03, 105.85],
  ['04', 'Cao Bằng', 22.67, 106.26],
  ['08', 'Tuyên Quang', 21.82, 105.21],
  ['11', 'Điện Biên', 21.39, 103.02],
  ['12', 'Lai Châu', 22.4, 103.46],
  ['14', 'Sơn La', 21.33, 103.91],
  ['15', 'Lào Cai', 21.72, 104.9],
  ['19', 'Thái Nguyên', 21.59, 105.84],
  ['20', 'Lạng Sơn', 21.85, 106.76],
  ['22', 'Quảng Ninh', 20.95, 107.08],
  ['24', 'Bắc Ninh', 21.28, 106.19],
  ['25', 'Phú Thọ', 21.32, 105.4],
  ['31', 'Hải Phòng', 20.86, 106.68],
  ['33', 'Hưng Yên', 20.65, 106.05],
  ['37', 'Ninh Bình', 20.25, 105.97],
  ['38', 'Thanh Hóa', 19.81, 105.78],
  ['40', 'Nghệ An', 18.67, 105.68],
  ['42', 'Hà Tĩnh', 18.34, 105.91],
  ['44', 'Quảng Trị', 17.47, 106.6],
  ['46', 'Huế', 16.46, 107.59],
  ['48', 'Đà Nẵng', 16.05, 108.2],
  ['51', 'Quảng Ngãi', 15.12, 108.8],
  ['52', 'Gia Lai', 13.78, 109.22],
  ['56', 'Khánh Hòa', 12.24, 109.19],
  ['66', 'Đắk Lắk', 12.67, 108.04],
  ['68', 'Lâm Đồng', 11.94, 108.44],
  ['75', 'Đồng Nai', 10.95, 106.82],
  ['79', 'Thành phố Hồ Chí Minh', 10.78, 106.7],
  ['80', 'Tây Ninh', 10.54, 106.41],
  ['82', 'Đồng Tháp', 10.36, 106.36],
  ['86', 'Vĩnh Long', 10.25, 105.97],
  ['91', 'An Giang', 10.01, 105.08],
  ['92', 'Cần Thơ', 10.03, 105.78],
  ['96', 'Cà Mau', 9.18, 105.15],
];

export const provinces: ReadonlyMap<string, Province> = new Map(
  rows.map(([code, name, latitude, longitude]) => [code, { name, latitude, longitude }]),
);

/** Kilometres from its seat within which a province lies: the longest of the merged ones reach that far. */
export const provinceRadiusKm = 180;
