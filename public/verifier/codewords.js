// From the modules of a QR code to its text (ISO/IEC 18004), level M, versions 1 to 15: all that labels carry.
(() => {
  'use strict';
  const blocksOf = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10];
  const checksOf = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24];
  const range = (count) => [...Array(count).keys()];

  const masks = [
    (x, y) => (x + y) % 2,
    (x, y) => y % 2,
    (x) => x % 3,
    (x, y) => (x + y) % 3,
    (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
    (x, y) => ((x * y) % 2) + ((x * y) % 3),
    (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
    (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
  ];

  /** The mask that the format information names, or undefined where neither copy is readable or the level is not M. */
  function maskOf(bit, size) {
    const first = (i) => (i < 6 ? [8, i] : i < 8 ? [8, i + 1] : i < 9 ? [7, 8] : [14 - i, 8]);
    const second = (i) => (i < 8 ? [size - 1 - i, 8] : [8, size - 15 + i]);
    const copies = [first, second].map((at) => range(15).map((i) => bit(at(i))));
    const faults = masks.map((_, mask) => {
      let rest = mask;
      for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
      const word = ((mask << 10) | rest) ^ 0x5412;
      return Math.min(...copies.map((copy) => copy.filter((each, i) => each !== ((word >> i) & 1)).length));
    });
    return masks[faults.findIndex((count) => count <= 3)];
  }

  /** The codewords in their order on the symbol. */
  function codewords(bit, version, size) {
    const steps = Math.floor(version / 7) + 1;
    const gap = Math.ceil((size - 13) / steps / 2) * 2;
    const lines = version < 2 ? [] : [6, ...range(steps).map((at) => size - 7 - gap * (steps - 1 - at))];
    const isPattern = (x, y) =>
      (x < 9 && y < 9) ||
      (x < 9 && y > size - 9) ||
      (y < 9 && x > size - 9) ||
      x === 6 ||
      y === 6 ||
      (version > 6 && ((x < 6 && y > size - 12) || (y < 6 && x > size - 12))) ||
      lines.some((u) => lines.some((v) => Math.abs(x - u) < 3 && Math.abs(y - v) < 3 && !isCorner(u, v)));
    const isCorner = (u, v) => (u === 6 && v === 6) || (u === 6 && v === size - 7) || (v === 6 && u === size - 7);
    const mask = maskOf(bit, size);
    const bits = [];
    for (let right = size - 1; mask && right > 0; right -= 2) {
      if (right === 6) right = 5;
      const isUp = ((right + 1) & 2) === 0;
      for (const at of range(2 * size)) {
        const [x, y] = [right - (at % 2), isUp ? size - 1 - (at >> 1) : at >> 1];
        if (!isPattern(x, y)) bits.push(bit([x, y]) ^ (mask(x, y) === 0 ? 1 : 0));
      }
    }
    return range(bits.length >> 3).map((at) =>
      bits.slice(8 * at, 8 * at + 8).reduce((byte, each) => 2 * byte + each, 0),
    );
  }

  // Reed-Solomon over GF(256), polynomial 0x11d: coefficients from the lowest.
  const powers = [1];
  for (let i = 1; i < 255; i++) powers.push((powers[i - 1] << 1) ^ (powers[i - 1] > 127 ? 0x11d : 0));
  const power = (exponent) => powers[((exponent % 255) + 255) % 255];
  const log = (value) => powers.indexOf(value);
  const times = (a, b) => (a && b ? power(log(a) + log(b)) : 0);
  const over = (a, b) => (a ? power(log(a) - log(b)) : 0);
  const valueAt = (coefficients, x) => coefficients.reduceRight((value, each) => times(value, x) ^ each, 0);

  /** Mends a block in place; false where it has more faults than its checks can mend. */
  function mend(block, checks) {
    const syndromes = () => range(checks).map((i) => valueAt(block.toReversed(), power(i)));
    const found = syndromes();
    let [locator, old, degree, gap, scale] = [[1], [1], 0, 1, 1];
    for (const n of range(checks)) {
      const fault = range(degree + 1).reduce((all, i) => all ^ times(locator[i] ?? 0, found[n - i] ?? 0), 0);
      const added = [...Array(gap).fill(0), ...old].map((each) => times(each, over(fault, scale)));
      const next = range(Math.max(locator.length, added.length)).map((i) => (locator[i] ?? 0) ^ (added[i] ?? 0));
      if (fault && 2 * degree <= n) [old, degree, gap, scale] = [locator, n + 1 - degree, 1, fault];
      else gap++;
      if (fault) locator = next;
    }
    const values = range(checks).map((n) =>
      range(n + 1).reduce((all, i) => all ^ times(locator[i] ?? 0, found[n - i]), 0),
    );
    const slope = locator.map((each, i) => (i % 2 ? each : 0)).slice(1);
    for (const at of range(block.length)) {
      const inverse = power(at + 1 - block.length);
      if (valueAt(locator, inverse)) continue;
      block[at] ^= times(power(block.length - 1 - at), over(valueAt(values, inverse), valueAt(slope, inverse)));
    }
    return syndromes().every((each) => each === 0);
  }

  function dataOf(words, version) {
    const [count, checks] = [blocksOf[version - 1], checksOf[version - 1]];
    const short = Math.floor(words.length / count) - checks;
    const blocks = range(count).map((at) => ({
      data: [],
      size: short + (at >= count - (words.length % count) ? 1 : 0),
    }));
    const queue = [...words];
    for (const row of range(short + 1)) {
      for (const { data, size } of blocks) if (row < size) data.push(queue.shift());
    }
    for (let row = 0; row < checks; row++) for (const { data } of blocks) data.push(queue.shift());
    if (!blocks.every(({ data }) => mend(data, checks))) return null;
    return blocks.flatMap(({ data, size }) => data.slice(0, size));
  }

  function textOf(data, version) {
    const bits = data.flatMap((byte) => range(8).map((at) => (byte >> (7 - at)) & 1));
    const take = (count) => bits.splice(0, count).reduce((value, bit) => 2 * value + bit, 0);
    const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
    const wide = version > 9 ? 2 : 0;
    const bytes = [];
    const write = (text) => bytes.push(...new TextEncoder().encode(text));
    while (bits.length >= 4) {
      const mode = take(4);
      if (mode === 0) break;
      if (mode === 4) for (let left = take(wide ? 16 : 8); left > 0; left--) bytes.push(take(8));
      else if (mode === 2) {
        for (let left = take(9 + wide); left > 0; left -= 2) {
          const pair = take(left > 1 ? 11 : 6);
          write(left > 1 ? letters[Math.floor(pair / 45)] + letters[pair % 45] : letters[pair]);
        }
      } else if (mode === 1) {
        for (let left = take(10 + wide); left > 0; left -= 3) {
          const digits = Math.min(3, left);
          write(String(take([0, 4, 7, 10][digits])).padStart(digits, '0'));
        }
      } else return null;
    }
    return new TextDecoder().decode(Uint8Array.from(bytes));
  }

  /** Text of a symbol, or null. @param bit of a module, 1 is dark: [column, row] from the top left */
  nguon.readModules = (bit, version) => {
    const words = codewords(bit, version, 17 + 4 * version);
    const data = words.length > 0 ? dataOf(words, version) : null;
    return data && textOf(data, version);
  };
})();
