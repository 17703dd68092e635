// Finds the QR code of a label in a photo: its three finders, its alignment pattern, its modules.
(() => {
  'use strict';
  const range = (count) => [...Array(count).keys()];
  const length = ([x, y]) => Math.hypot(x, y);
  const minus = ([x, y], [u, v]) => [x - u, y - v];

  /** Dark where a pixel is darker than what surrounds it. */
  function darkness({ data, width, height }, radius) {
    const sums = new Float64Array((width + 1) * (height + 1));
    const grey = (at) => data[4 * at] + 2 * data[4 * at + 1] + data[4 * at + 2];
    const sum = (x, y) => sums[y * (width + 1) + x];
    for (let y = 0; y < height; y++) {
      for (let x = 0, row = 0; x < width; x++) {
        row += grey(y * width + x);
        sums[(y + 1) * (width + 1) + x + 1] = sum(x + 1, y) + row;
      }
    }
    const bits = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const [top, bottom] = [Math.max(0, y - radius), Math.min(height, y + radius + 1)];
      for (let x = 0; x < width; x++) {
        const [left, right] = [Math.max(0, x - radius), Math.min(width, x + radius + 1)];
        const around = sum(right, bottom) - sum(left, bottom) - sum(right, top) + sum(left, top);
        bits[y * width + x] = grey(y * width + x) * (right - left) * (bottom - top) < 0.92 * around ? 1 : 0;
      }
    }
    return ([x, y]) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : bits[(y | 0) * width + (x | 0)]);
  }

  const isFinder = (runs) => {
    const unit = runs.reduce((all, run) => all + run) / 7;
    return (
      unit >= 1 && runs.every((run, at) => Math.abs(run - (at === 2 ? 3 : 1) * unit) < (at === 2 ? 1.5 : 0.75) * unit)
    );
  };

  /** Stretches dark, light, dark, light, dark through a point, and how far it is from their middle. */
  function cut(dark, [x, y], [dx, dy]) {
    const [before, after] = [-1, 1].map((side) => {
      const runs = [0, 0, 0];
      for (let part = 0, step = side > 0 ? 1 : 0; step < 400; step++) {
        if (dark([x + side * step * dx, y + side * step * dy]) !== (part + 1) % 2 && ++part > 2) break;
        runs[part]++;
      }
      return runs;
    });
    const [back, ahead] = [before, after].map(([one, two, three]) => one + two + three);
    const runs = [before[2], before[1], before[0] + after[0], after[1], after[2]];
    return { isFinder: isFinder(runs), shift: (ahead - back + 1) / 2, size: back + ahead };
  }

  function finders(dark, { width, height }) {
    const found = [];
    for (let y = 0; y < height; y++) {
      let runs = [0, 0, 0, 0, 0];
      for (let x = 0, last = 0; x <= width; x++) {
        const bit = dark([x, y]);
        if (bit !== last) {
          if (last && isFinder(runs)) add([x - runs[4] - runs[3] - runs[2] / 2, y]);
          runs = [...runs.slice(1), 0];
          last = bit;
        }
        runs[4]++;
      }
    }
    function add([x, y]) {
      const down = cut(dark, [x, y], [0, 1]);
      const across = cut(dark, [x, y + down.shift], [1, 0]);
      if (!down.isFinder || !across.isFinder) return;
      const at = [Math.round(x) + across.shift, y + down.shift];
      const size = (down.size + across.size) / 2;
      const same = found.find((other) => length(minus(other.at, at)) < size / 3);
      if (same) same.count++;
      else found.push({ at, size, count: 1 });
    }
    return found.sort((one, other) => other.count - one.count).slice(0, 12);
  }

  /** Threes of finders that may be the corners of one code, the likeliest first: [corner, right of it, below it]. */
  function corners(found) {
    const threes = found.flatMap((a, i) =>
      found.flatMap((b, j) => found.slice(j + 1).flatMap((c) => (a === b || a === c ? [] : [[a, b, c]]))),
    );
    const rated = threes.map(([a, b, c]) => {
      const [right, below] = [minus(b.at, a.at), minus(c.at, a.at)];
      const [one, two, turn] = [length(right), length(below), right[0] * below[1] - right[1] * below[0]];
      const cosine = (right[0] * below[0] + right[1] * below[1]) / (one * two);
      const sizes = [a, b, c].map(({ size }) => size);
      const fault =
        Math.abs(cosine) + Math.abs(Math.log(one / two)) + Math.log(Math.max(...sizes) / Math.min(...sizes));
      return { fault, three: turn > 0 ? [a, b, c] : [a, c, b] };
    });
    const likely = rated.filter(({ fault }) => fault < 1.2).sort((one, other) => one.fault - other.fault);
    return likely.slice(0, 12).map(({ three }) => three);
  }

  /** The projection that takes four points of the code to four points of the picture. */
  function projection(from, to) {
    const rows = from.flatMap(([x, y], at) => {
      const [u, v] = to[at];
      return [
        [x, y, 1, 0, 0, 0, -x * u, -y * u, u],
        [0, 0, 0, x, y, 1, -x * v, -y * v, v],
      ];
    });
    for (const column of range(8)) {
      const best = range(8 - column).reduce(
        (top, at) => (Math.abs(rows[column + at][column]) > Math.abs(rows[top][column]) ? column + at : top),
        column,
      );
      [rows[column], rows[best]] = [rows[best], rows[column]];
      rows[column] = rows[column].map((value) => value / rows[column][column]);
      rows.forEach((row, at) => {
        if (at !== column) rows[at] = row.map((value, place) => value - row[column] * rows[column][place]);
      });
    }
    const [a, b, c, d, e, f, g, h] = rows.map((row) => row[8]);
    return ([x, y]) => [(a * x + b * y + c) / (g * x + h * y + 1), (d * x + e * y + f) / (g * x + h * y + 1)];
  }

  /** Where the code lies: by its three finders, and by the alignment pattern opposite the corner if it is seen. */
  function place(dark, [corner, right, below], size) {
    const [far, three] = [size - 3.5, [corner.at, right.at, below.at]];
    const opposite = [0, 1].map((axis) => right.at[axis] + below.at[axis] - corner.at[axis]);
    const from = [
      [3.5, 3.5],
      [far, 3.5],
      [3.5, far],
    ];
    const flat = projection([...from, [far, far]], [...three, opposite]);
    const score = ([x, y]) =>
      range(25).filter((at) => {
        const [u, v] = [(at % 5) - 2, Math.floor(at / 5) - 2];
        return dark(flat([x + u, y + v])) === (Math.max(Math.abs(u), Math.abs(v)) === 1 ? 0 : 1);
      }).length;
    const near = range(625).map((at) => [size - 6.5 + (at % 25) / 3 - 4, size - 6.5 + Math.floor(at / 25) / 3 - 4]);
    const rated = near.map((at) => ({ at, score: score(at) }));
    const best = Math.max(...rated.map((each) => each.score));
    if (size < 25 || best < 21) return flat;
    const top = rated.filter((each) => each.score === best).map(({ at }) => at);
    const middle = [0, 1].map((axis) => top.reduce((all, at) => all + at[axis], 0) / top.length);
    return projection([...from, [size - 6.5, size - 6.5]], [...three, flat(middle)]);
  }

  function readCode(dark, three) {
    const side = minus(three[1].at, three[0].at);
    const slant = Math.max(...side.map(Math.abs)) / length(side);
    const unit = (three.reduce((all, { size }) => all + size, 0) / 21) * slant;
    const across = (length(side) + length(minus(three[2].at, three[0].at))) / 2;
    const guess = Math.round((across / unit - 10) / 4);
    for (const version of [guess, guess + 1, guess - 1, guess + 2].filter((each) => each > 0 && each < 16)) {
      const size = 17 + 4 * version;
      const locate = place(dark, three, size);
      const spots = [
        [0.5, 0.5],
        [0.3, 0.5],
        [0.7, 0.5],
        [0.5, 0.3],
        [0.5, 0.7],
      ];
      const bit = ([x, y]) => (spots.filter(([u, v]) => dark(locate([x + u, y + v]))).length > 2 ? 1 : 0);
      const text = nguon.readModules(bit, version);
      if (text) return text;
    }
    return null;
  }

  /** Text of a code in the pixels (RGBA) of a picture, or null. */
  nguon.readQr = (image) => {
    for (const part of [8, 20, 40]) {
      const dark = darkness(image, Math.ceil(Math.max(image.width, image.height) / part));
      for (const three of corners(finders(dark, image))) {
        const text = readCode(dark, three);
        if (text) return text;
      }
    }
    return null;
  };

  /** Text of the code in a picture file, or null: by the browser's own reader where it has one. */
  nguon.readQrOfPhoto = async (file) => {
    const picture = await createImageBitmap(file);
    if ('BarcodeDetector' in globalThis) {
      const [code] = await new BarcodeDetector({ formats: ['qr_code'] }).detect(picture).catch(() => []);
      if (code) return code.rawValue;
    }
    for (const most of [800, 1600]) {
      const scale = Math.min(1, most / Math.max(picture.width, picture.height));
      const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
      const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
      context.drawImage(picture, 0, 0, width, height);
      const text = nguon.readQr(context.getImageData(0, 0, width, height));
      if (text || scale === 1) return text;
    }
    return null;
  };
})();
