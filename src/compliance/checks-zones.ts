/** Named checks of the zones of a chain: their growing-area codes and their plots. */
import { foldText } from '../registry/fold-text.js';
import { type Location } from '../registry/location.model.js';
import { type LotFacts, type Stage } from './facts.js';
import { placeSubject, stageSubject, text, type Check, type Finding, type Value } from './finding.js';

interface Harvest {
  stage: Stage;
  /** Null where the event names no place of ours, or one that is no zone. */
  zone: (Location & { zone: NonNullable<Location['zone']> }) | null;
}

export function harvestsOf({ stages, places }: LotFacts): Harvest[] {
  return stages
    .filter(({ step, taken, made }) => step === 'commissioning' && taken.length === 0 && made.length > 0)
    .map((stage) => {
      const place = places.get(stage.place ?? '');
      return { stage, zone: place?.zone ? { ...place, zone: place.zone } : null };
    });
}

/** Something of every zone, once; a harvest outside of any zone lacks it. */
function ofZones(find: (zone: NonNullable<Harvest['zone']>, stages: Stage[], facts: LotFacts) => Finding[]): Check {
  return (facts) => {
    const harvests = harvestsOf(facts);
    const zones = new Map(harvests.flatMap(({ zone }) => (zone ? [[zone._id, zone] as const] : [])));
    const outside = harvests.filter(({ zone }) => !zone);
    return [
      ...[...zones.values()].flatMap((zone) => {
        const here = harvests.filter((harvest) => harvest.zone?._id === zone._id).map(({ stage }) => stage);
        return find(zone, here, facts);
      }),
      ...outside.map(({ stage }): Finding => ({ part: 'zone', subject: stageSubject(stage), value: null })),
    ];
  };
}

export const areaCodes = ofZones((zone) => [
  { part: 'area-code', subject: placeSubject(zone), value: text(zone.zone.growingAreaCode) },
  { part: 'issuer', subject: placeSubject(zone), value: text(zone.zone.issuer) },
]);

/** The code is in force, and was valid on the day of each harvest. */
export const areaValidity = ofZones((zone, stages) => {
  const subject = placeSubject(zone);
  const { status, validFrom, validUntil } = zone.zone;
  return [
    { part: 'in-force', subject, value: status === 'active' ? { day: validUntil } : null },
    ...stages.map(({ day }): Finding => {
      const isValid = validFrom <= day && day <= validUntil;
      return { part: 'valid-on-harvest', subject, value: isValid ? { day } : null };
    }),
  ];
});

/** How people write a market that a growing-area code was given for. */
const namesOfMarkets = {
  cn: ['cn', 'china', 'trung quoc', '中国'],
  us: ['us', 'usa', 'hoa ky', 'my', '美国'],
  eu: ['eu', 'chau au', 'lien minh chau au', '欧盟'],
};

/** The code was given for the market. */
export const areaMarket = (market: keyof typeof namesOfMarkets): Check =>
  ofZones((zone) => {
    const written = (zone.zone.market ?? '').split(/[,;/]/).map(foldText);
    const isFor = written.some((name) => namesOfMarkets[market].includes(name));
    return [{ part: 'market', subject: placeSubject(zone), value: isFor ? text(zone.zone.market) : null }];
  });

export const plots = ofZones((zone) => {
  return [{ part: 'plot', subject: placeSubject(zone), value: shapeOf(zone) }];
});

function shapeOf({ geometry }: Location): Value | null {
  return geometry ? { word: geometry.type === 'Point' ? 'point' : 'polygon' } : null;
}

const leastDecimals = 6;

/** Where a coordinate ends in a zero that is not kept, another of the plot shows how exactly it was measured. */
export const plotDecimals = ofZones((zone) => {
  const decimals = Math.max(0, ...pointsOf(zone).flat().map(decimalsOf));
  const value = decimals >= leastDecimals ? { number: decimals } : null;
  return [{ part: 'decimals', subject: placeSubject(zone), value }];
});

function decimalsOf(degrees: number): number {
  return String(degrees).split('.')[1]?.length ?? 0;
}

function pointsOf({ geometry }: Location): number[][] {
  if (!geometry) return [];
  return geometry.type === 'Point' ? [geometry.coordinates] : geometry.coordinates.flat();
}

const largestPoint = 4; // hectares

/** A plot of more than 4 hectares is a polygon. */
export const plotPolygon = ofZones((zone) => {
  const isEnough = zone.geometry?.type === 'Polygon' || (zone.geometry && zone.zone.areaHectares <= largestPoint);
  return [{ part: 'polygon', subject: placeSubject(zone), value: isEnough ? shapeOf(zone) : null }];
});

/** The boundary of a polygon ends where it begins. */
export const plotRing = ofZones((zone) => {
  const { geometry } = zone;
  const isClosed = geometry?.type === 'Point' || (geometry?.coordinates.length && geometry.coordinates.every(isRing));
  return [{ part: 'ring', subject: placeSubject(zone), value: isClosed ? shapeOf(zone) : null }];
});

function isRing(points: number[][]): boolean {
  return points.length >= 4 && String(points[0]) === String(points.at(-1));
}
