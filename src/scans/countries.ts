/**
 * Where countries are, roughly: a middle, and the kilometres from it within which the country lies. Two scans are never
 * farther apart than what is left between the circles, so neighbours count as one place for a traveller. Countries where
 * goods of the programme, or people who like to look, are likely; of another one nothing is said of distances.
 */
export interface Country {
  latitude: number;
  longitude: number;
  radiusKm: number;
}

const rows: [code: string, latitude: number, longitude: number, radiusKm: number][] = [
  // South-east Asia
  ['VN', 16.2, 107, 900],
  ['LA', 18.5, 104, 600],
  ['KH', 12.6, 105, 350],
  ['TH', 14, 101, 950],
  ['MM', 20, 96.5, 1200],
  ['MY', 4, 109, 1150],
  ['SG', 1.35, 103.8, 40],
  ['ID', -2.5, 118, 2600],
  ['PH', 12, 122, 1000],
  ['BN', 4.5, 114.7, 100],
  // East Asia
  ['CN', 36, 104, 2900],
  ['HK', 22.35, 114.15, 50],
  ['MO', 22.17, 113.55, 20],
  ['TW', 23.7, 121, 250],
  ['JP', 36, 138, 2000],
  ['KR', 36.3, 127.8, 400],
  ['MN', 46.8, 103, 1200],
  // South and west Asia
  ['IN', 22, 80, 2000],
  ['BD', 23.8, 90.3, 400],
  ['PK', 30, 69.5, 1000],
  ['LK', 7.7, 80.7, 250],
  ['NP', 28.2, 84, 450],
  ['AE', 24, 54, 350],
  ['QA', 25.3, 51.2, 100],
  ['SA', 24, 45, 1300],
  ['IL', 31.4, 35, 250],
  ['TR', 39, 35, 850],
  ['KZ', 48, 67, 1600],
  // Europe
  ['RU', 62, 95, 4600],
  ['UA', 48.8, 31.3, 750],
  ['PL', 52, 19.3, 450],
  ['CZ', 49.8, 15.4, 270],
  ['SK', 48.7, 19.6, 230],
  ['HU', 47.2, 19.4, 270],
  ['RO', 45.9, 25, 400],
  ['BG', 42.7, 25.4, 280],
  ['GR', 38.8, 23.2, 500],
  ['AT', 47.6, 14.1, 360],
  ['CH', 46.8, 8.2, 190],
  ['DE', 51.1, 10.4, 500],
  ['DK', 56, 10.5, 350],
  ['NL', 52.2, 5.4, 200],
  ['BE', 50.6, 4.7, 170],
  ['LU', 49.8, 6.1, 50],
  ['FR', 46.6, 2.4, 750],
  ['GB', 54.5, -3, 700],
  ['IE', 53.2, -8, 280],
  ['ES', 38, -5, 1550], // with the Canary Islands
  ['PT', 38, -15, 1300], // with Madeira and the Azores
  ['IT', 42.5, 12.5, 700],
  ['SE', 62.5, 16.5, 850],
  ['NO', 65, 15, 1800], // with Svalbard
  ['FI', 64.5, 26.5, 700],
  ['EE', 58.7, 25.5, 220],
  ['LV', 56.9, 24.9, 270],
  ['LT', 55.3, 23.9, 230],
  // America
  ['US', 45, -115, 4600], // with Alaska and Hawaii
  ['CA', 60, -97, 3000],
  ['MX', 23.9, -102, 1800],
  ['BR', -11, -53, 2600],
  ['AR', -36, -65, 2200],
  ['CL', -36, -74, 3700], // with Easter Island
  ['CO', 4, -73, 1100],
  ['PE', -9.5, -75, 1200],
  // Oceania and Africa
  ['AU', -26, 134, 2400],
  ['NZ', -41.5, 173, 1100],
  ['EG', 26.6, 30, 800],
  ['NG', 9.4, 8, 800],
  ['ZA', -29, 25, 1000],
  ['KE', 0.5, 37.8, 650],
  ['AO', -12.3, 17.5, 950],
];

export const countries: ReadonlyMap<string, Country> = new Map(
  rows.map(([code, latitude, longitude, radiusKm]) => [code, { latitude, longitude, radiusKm }]),
);
