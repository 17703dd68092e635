/** Finds the QR code of a label in a photo: its three finders, its alignment pattern, its modules. */
import { largestVersion, range, readModules, type Bit } from './codewords.js';

/** Pixels as a canvas has them: red, green, blue, opacity. */
export interface Picture {
  data: ArrayLike<number>;
  width: number;
  height: number;
}

type Point = [x: number, y: number];
interface Finder {
  at: Point;
  size: number;
  /** Rows in which it was seen. */
  count: number;
}
/** The corner, the one to its right, the one below it. */
type Corners = [Finder, Finder, Finder];

const minus = ([x, y]: Point, [u, v]: Point): Point => [x - u, y - v];
const length = ([x, y]: Point) => Math.hypot(x, y);
const cross = ([x, y]: Point, [u, v]: Point) => x * v - y * u;
const sum = (values: number[]) => values.reduce((all, each) => all + each, 0);

/** Dark is a pixel that is darker than what surrounds it. */
function darkness({ data, width, height }: Picture, radius: number): Bit {
  const row = width + 1;
  const sums = new Float64Array(row * (height + 1)); // of all that is above and to the left
  const grey = (x: number, y: number) => {
    const at = 4 * (y * width + x);
    return data[at] + 2 * data[at + 1] + data[at + 2];
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0, left = 0; x < width; x++) {
      left += grey(x, y);
      sums[(y + 1) * row + x + 1] = sums[y * row + x + 1] + left;
    }
  }
  const bits = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - radius), Math.min(height, y + radius + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - radius), Math.min(width, x + radius + 1)];
      const [above, below] = [top, bottom].map((edge) => sums[edge * row + right] - sums[edge * row + left]);
      bits[y * width + x] = Number(grey(x, y) * (right - left) * (bottom - top) < 0.92 * (below - above));
    }
  }
  return (x, y) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : bits[(y | 0) * width + (x | 0)]);
}

/** @param runs dark, light, dark, light, dark: as 1, 1, 3, 1, 1 */
function isFinder(runs: number[]): boolean {
  const unit = sum(runs) / 7;
  return (
    unit >= 1 &&
    runs.every((run, at) => (at === 2 ? Math.abs(run / 3 - unit) < unit / 2 : Math.abs(run - unit) < 0.75 * unit))
  );
}

/** Stretches dark, light, dark, light, dark through a point, and how far it is from their middle. */
function cut(dark: Bit, [x, y]: Point, [dx, dy]: Point) {
  const [before, after] = [-1, 1].map((side) => {
    const runs = [0, 0, 0];
    for (let part = 0, step = side > 0 ? 1 : 0; step < 400; step++) {
      if (dark(x + side * step * dx, y + side * step * dy) === part % 2 && ++part > 2) break;
      runs[part]++;
    }
    return runs;
  });
  const [back, ahead] = [sum(before), sum(after)];
  const runs = [before[2], before[1], before[0] + after[0], after[1], after[2]];
  return { isFinder: isFinder(runs), shift: (ahead - back + 1) / 2, size: back + ahead };
}

/** The likeliest ones first. */
function findersOf(dark: Bit, { width, height }: Picture): Finder[] {
  const found: Finder[] = [];
  const add = (x: number, y: number) => {
    const down = cut(dark, [x, y], [0, 1]);
    const across = cut(dark, [x, y + down.shift], [1, 0]);
    if (!down.isFinder || !across.isFinder) return;
    const at: Point = [Math.round(x) + across.shift, y + down.shift];
    const size = (down.size + across.size) / 2;
    const same = found.find((other) => length(minus(other.at, at)) < size / 3);
    if (same) same.count++;
    else found.push({ at, size, count: 1 });
  };
  for (let y = 0; y < height; y++) {
    let runs = [0, 0, 0, 0, 0];
    for (let x = 0, last = 0; x <= width; x++) {
      const bit = dark(x, y);
      if (bit !== last) {
        if (last && isFinder(runs)) add(x - runs[4] - runs[3] - runs[2] / 2, y);
        runs = [...runs.slice(1), 0];
        last = bit;
      }
      runs[4]++;
    }
  }
  return found.sort((one, other) => other.count - one.count).slice(0, 12);
}

/** Threes of finders that may be the corners of one code, the likeliest first. */
function cornersAmong(found: Finder[]): Corners[] {
  const rated = found.flatMap((corner) =>
    found.flatMap((right) =>
      found.flatMap((below) => {
        const [across, down] = [minus(right.at, corner.at), minus(below.at, corner.at)];
        const turn = cross(across, down) / length(across) / length(down); // 1 is a right angle
        const unlike = [length(across) / length(down), right.size / corner.size, below.size / corner.size];
        const fault = 1 - turn + sum(unlike.map((ratio) => Math.abs(Math.log(ratio))));
        return turn > 0 && fault < 1.2 ? [{ fault, corners: [corner, right, below] as Corners }] : [];
      }),
    ),
  );
  return rated
    .sort((one, other) => one.fault - other.fault)
    .slice(0, 12)
    .map(({ corners }) => corners);
}

/**
 * Where the modules of a code are in the picture: the projection that takes its three finders, and the point that is
 * `inset` modules from its far sides, to where they were seen.
 */
function projection(corners: Point[], size: number, inset: number, opposite: Point) {
  const [corner, right, below] = corners;
  const span = size - 7;
  const far = (size - inset - 3.5) / span; // of the opposite point, where the finders are at 0 and 1
  const weights = [
    cross(minus(right, opposite), minus(below, opposite)) / (1 - 2 * far),
    cross(minus(opposite, corner), minus(below, corner)) / far,
    cross(minus(right, corner), minus(opposite, corner)) / far,
  ];
  return (x: number, y: number): Point => {
    const [u, v] = [(x - 3.5) / span, (y - 3.5) / span];
    const [a, b, c] = [weights[0] * (1 - u - v), weights[1] * u, weights[2] * v];
    const along = (axis: number) => (a * corner[axis] + b * right[axis] + c * below[axis]) / (a + b + c);
    return [along(0), along(1)];
  };
}

/** By the three finders, and by the alignment pattern opposite the corner where it is seen. */
function locate(dark: Bit, corners: Point[], size: number) {
  const [corner, right, below] = corners;
  const flat = projection(corners, size, 3.5, minus(right, minus(corner, below)));
  const steps = range(25).map((at) => size - 6.5 + (at - 12) / 3);
  const near = steps.flatMap((x) => steps.map((y) => [x, y]));
  const scores = near.map(
    ([x, y]) =>
      range(25).filter((at) => {
        const [u, v] = [(at % 5) - 2, Math.floor(at / 5) - 2];
        return dark(...flat(x + u, y + v)) !== Number(Math.max(Math.abs(u), Math.abs(v)) === 1);
      }).length,
  );
  const best = Math.max(...scores);
  if (size < 25 || best < 21) return flat;
  const top = near.filter((_, at) => scores[at] === best);
  const [x, y] = [0, 1].map((axis) => sum(top.map((at) => at[axis])) / top.length);
  return projection(corners, size, 6.5, flat(x, y));
}

function readCode(dark: Bit, corners: Corners): string | null {
  const points = corners.map(({ at }) => at);
  const side = minus(points[1], points[0]);
  const slant = Math.max(...side.map(Math.abs)) / length(side);
  const unit = (sum(corners.map(({ size }) => size)) / 21) * slant;
  const across = (length(side) + length(minus(points[2], points[0]))) / 2;
  const guess = Math.round((across / unit - 10) / 4);
  for (const version of [guess, guess + 1, guess - 1, guess + 2]) {
    if (version < 1 || version > largestVersion) continue;
    const place = locate(dark, points, 17 + 4 * version);
    const spots = [[0.5, 0.5], [0.3, 0.5], [0.7, 0.5], [0.5, 0.3], [0.5, 0.7]]; // prettier-ignore
    const bit: Bit = (x, y) => Number(spots.filter(([u, v]) => dark(...place(x + u, y + v))).length > 2);
    const text = readModules(bit, version);
    if (text) return text;
  }
  return null;
}

/** Text of a code in a picture, or null. */
export function readQr(picture: Picture): string | null {
  for (const part of [8, 20, 40]) {
    const dark = darkness(picture, Math.ceil(Math.max(picture.width, picture.height) / part));
    for (const corners of cornersAmong(findersOf(dark, picture))) {
      const text = readCode(dark, corners);
      if (text) return text;
    }
  }
  return null;
}
