import { expect } from 'chai';
import { geometry, geometryText } from '../../src/registry/geometry.js';
import { outlineOf } from '../../src/registry/zone-svg.js';

const kindsOf = (input: unknown) => geometry.safeParse(input).error?.issues.map(({ message }) => message) ?? [];
const ring = (...points: [number, number][]) => ({ type: 'Polygon', coordinates: [points] });

describe('a geometry', () => {
  it('is read from GeoJSON, from its text and from lines', () => {
    const polygon = ring([0, 0], [2, 0], [2, 1], [0, 0]);
    expect(geometry.parse(polygon)).to.deep.equal(polygon);
    expect(geometry.parse(JSON.stringify(polygon))).to.deep.equal(polygon);
    expect(geometry.parse('0, 0\n2;0\r\n2 1\n\n0,0\n')).to.deep.equal(polygon);
    expect(geometry.parse(' 106.26, 22.66 ')).to.deep.equal({ type: 'Point', coordinates: [106.26, 22.66] });
  });

  it('is written as it is typed', () => {
    const holed = { type: 'Polygon' as const, coordinates: [[[0, 0], [9, 0], [9, 9], [0, 0]], [[5, 1], [6, 1], [6, 2], [5, 1]]] }; // prettier-ignore
    for (const shape of [geometry.parse('0,0\n2,0\n2,1\n0,0'), geometry.parse('1.5,2.25'), geometry.parse(holed)]) {
      expect(geometry.parse(geometryText(shape))).to.deep.equal(shape);
    }
  });

  it('is closed, on the globe and does not cross itself', () => {
    expect(kindsOf(ring([0, 0], [1, 0], [1, 1], [0, 1]))).to.include('bad-polygon-open');
    expect(kindsOf(ring([0, 0], [1, 0], [0, 0]))).to.include('bad-polygon-open');
    expect(kindsOf(ring([0, 0], [180.1, 0], [1, 1], [0, 0]))).to.include('bad-polygon-range');
    expect(kindsOf(ring([0, 0], [0, -90.1], [1, 1], [0, 0]))).to.include('bad-polygon-range');
    expect(kindsOf(ring([0, 0], [1, 1], [1, 0], [0, 1], [0, 0])), 'a bow tie').to.include('bad-polygon-crossing');
    expect(kindsOf(ring([0, 0], [2, 0], [1, 0], [1, 1], [0, 0])), 'a side that runs back').to.include(
      'bad-polygon-crossing',
    );
    expect(kindsOf(ring([0, 0], [0, 0], [1, 0], [1, 1], [0, 0])), 'a point twice').to.include('bad-polygon-crossing');
    expect(kindsOf(ring([0, 0], [4, 0], [4, 4], [2, 0], [0, 4], [0, 0])), 'a touch').to.include('bad-polygon-crossing');
    expect(kindsOf(ring([0, 0], [4, 0], [4, 4], [2, 1], [0, 4], [0, 0])), 'a notch is fine').to.deep.equal([]);
    expect(kindsOf(ring([0, 0], [2, 0], [4, 0], [4, 4], [0, 0])), 'a point on a straight side').to.deep.equal([]);
  });

  it('is nothing else', () => {
    for (const odd of [
      null,
      7,
      [],
      '',
      '{',
      '1',
      '1,2,3',
      'x,y',
      { type: 'Point' },
      { type: 'LineString', coordinates: [] },
    ]) {
      expect(geometry.safeParse(odd).success, JSON.stringify(odd)).to.equal(false);
    }
    expect(geometry.safeParse({ type: 'Point', coordinates: [Infinity, 0] }).success).to.equal(false);
    expect(geometry.safeParse({ type: 'Point', coordinates: [0, 0], crs: 'x' }).success).to.equal(false);
  });
});

describe('the outline of a plot', () => {
  const plot = (holes: number[][][] = []) => ({
    type: 'Polygon' as const,
    coordinates: [[[106, 22.66], [106.001, 22.66], [106.001, 22.662], [106, 22.662], [106, 22.66]], ...holes], // prettier-ignore
  });

  it('tells extent and area, right to a percent', () => {
    const outline = outlineOf(plot());
    // WGS84 at 22.661° north: a degree is 102.8 km from east to west and 110.7 km from north to south
    expect(outline?.metersEastWest).to.be.closeTo(102.8, 1.5);
    expect(outline?.metersNorthSouth).to.be.closeTo(221.5, 2);
    expect(outline?.hectares).to.be.closeTo(2.28, 0.03);
    expect(outline?.corners).to.equal(4);
  });

  it('stands north up within its drawing', () => {
    const outline = outlineOf(plot());
    expect(outline).to.include({ height: 256, path: 'M8,248L118.7,248L118.7,8L8,8Z' });
    expect(outline?.width).to.equal(127);
  });

  it('is the same whichever way its ring runs', () => {
    const reversed = { ...plot(), coordinates: plot().coordinates.map((ring) => ring.toReversed()) };
    expect(outlineOf(reversed)?.hectares).to.equal(outlineOf(plot())?.hectares);
    expect(outlineOf(reversed)?.width).to.equal(127);
  });

  it('has a bar of a round length', () => {
    const { scale, metersEastWest = 0 } = outlineOf(plot()) ?? {};
    expect(scale?.meters).to.equal(50);
    expect((scale?.length ?? 0) / 110.7).to.be.closeTo(50 / metersEastWest, 0.01);
  });

  it('stays short, however many corners a plot has', () => {
    const turn = (index: number, radius: number) => {
      const angle = (2 * Math.PI * index) / 499;
      const wobble = radius * (1 + 0.2 * Math.sin(index * 2.1));
      return [106 + wobble * Math.cos(angle), 22.66 + wobble * Math.sin(angle)];
    };
    const ring = (radius: number, corners: number) => {
      const points = Array.from({ length: corners }, (_, index) => turn(index * (499 / corners), radius));
      return [...points, points[0] ?? []];
    };
    const holes = Array.from({ length: 9 }, (_, index) => ring(0.001 * (9 - index), 499));
    const outline = outlineOf({ type: 'Polygon', coordinates: [ring(0.02, 499), ...holes] });
    expect(outline?.corners).to.equal(499);
    expect(outline?.path.length).to.be.within(300, 6000);
  });

  it('leaves its holes out', () => {
    const hole = [[106.0002, 22.6605], [106.0004, 22.6605], [106.0004, 22.661], [106.0002, 22.6605]]; // prettier-ignore
    const outline = outlineOf(plot([hole]));
    expect(outline?.hectares).to.be.lessThan(outlineOf(plot())?.hectares ?? 0);
    expect(outline?.path.match(/M/g)).to.have.length(2);
  });

  it('is none of a point', () => {
    expect(outlineOf({ type: 'Point', coordinates: [106, 22] })).to.equal(null);
  });
});
