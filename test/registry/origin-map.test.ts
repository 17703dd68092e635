import { expect } from 'chai';
import { area } from '../../src/registry/area.js';
import { originMap } from '../../src/registry/origin-map.js';

/** A square about 106.2° east, 22.6° north, about 10 km wide. */
const half = 0.05;
const box = (east: number, north: number, reach: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      ...[[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([x = 0, y = 0]) => [east + x * reach, north + y * reach]), // prettier-ignore
      [east - reach, north - reach],
    ],
  ],
});
const commune = box(106.2, 22.6, half);
const point = (east: number, north: number) => ({ type: 'Point' as const, coordinates: [east, north] });

describe('the map of an origin', () => {
  it('draws a plot within its commune, rings one that is small, and has a bar of a round length', () => {
    const map = originMap(box(106.2, 22.6, 0.001), commune);
    expect(map?.commune).to.match(/^M[\d., LMZ]+$/);
    expect(map?.plot).to.match(/^M[\d., LMZ]+$/);
    expect(map?.mark?.x).to.be.closeTo((map?.width ?? 0) / 2, 1);
    expect(map?.mark?.y).to.be.closeTo((map?.height ?? 0) / 2, 1);
    expect(map?.metersEastWest).to.be.closeTo(10_280, 100);
    expect(map?.scale.meters).to.equal(5000);
    expect((map?.scale.length ?? 0) / ((map?.width ?? 0) - 16)).to.be.closeTo(5000 / (map?.metersEastWest ?? 1), 0.01);
  });

  it('leaves the ring out where the plot is large, and the plot where it is but a dot', () => {
    expect(originMap(box(106.2, 22.6, 0.01), commune)).to.include({ mark: null, direction: 'middle' });
    const dot = originMap(box(106.2, 22.6, 0.0001), commune);
    expect(dot?.plot).to.equal(null);
    expect(dot?.mark).to.not.equal(null);
  });

  it('marks a point, and draws the commune alone for a zone without a place', () => {
    const map = originMap(point(106.24, 22.64), commune);
    expect(map?.mark?.x).to.be.above((map?.width ?? 0) / 2);
    expect(map?.mark?.y).to.be.below((map?.height ?? 0) / 2);
    expect(map).to.include({ plot: null, direction: 'north-east' });
    expect(originMap(null, commune)).to.include({ plot: null, mark: null, direction: null });
  });

  it('tells in words where the plot lies', () => {
    const cases = [
      [0.04, 0, 'east'], [0.04, 0.04, 'north-east'], [0, 0.04, 'north'], [-0.04, 0.04, 'north-west'], [-0.04, 0, 'west'],
      [-0.04, -0.04, 'south-west'], [0, -0.04, 'south'], [0.04, -0.04, 'south-east'], [0.01, 0.01, 'middle'],
    ] as const; // prettier-ignore
    for (const [east, north, expected] of cases) {
      expect(originMap(point(106.2 + east, 22.6 + north), commune)?.direction).to.equal(expected);
    }
  });

  it('shows all of a plot that crosses the line, and the plot alone where it is nowhere near', () => {
    const across = originMap(box(106.25, 22.6, 0.01), commune);
    expect(across?.metersEastWest).to.be.closeTo(11_300, 150);
    const far = originMap(box(107, 22.6, 0.01), commune);
    expect(far).to.include({ commune: null, mark: null });
    expect(far?.plot).to.match(/^M/);
    expect(originMap(point(107, 22.6), commune)).to.equal(null);
  });

  it('is as it was without an outline: the plot alone, and nothing of a point', () => {
    expect(originMap(box(106.2, 22.6, 0.001), null)).to.deep.include({ commune: null, mark: null, direction: null });
    expect(originMap(point(106.2, 22.6), undefined)).to.equal(null);
    expect(originMap(null, undefined)).to.equal(null);
  });

  it('stays small, however many corners are sent', () => {
    const rough = (radius: number, count: number) => {
      const ring = Array.from({ length: count }, (_, index) => {
        const turn = (2 * Math.PI * index) / count;
        const far = radius * (1 + 0.3 * Math.sin(index * 2.1));
        return [106.2 + far * Math.cos(turn), 22.6 + far * Math.sin(turn)];
      });
      return { type: 'Polygon' as const, coordinates: [[...ring, ring[0] ?? []]] };
    };
    const map = originMap(rough(0.01, 499), area.parse(rough(0.1, 20_000)));
    expect((map?.commune?.length ?? 0) + (map?.plot?.length ?? 0)).to.be.within(300, 7000);
  });
});
