/** The Merkle tree of RFC 6962 section 2.1 over SHA-256: hashes, and the proofs that a log makes about itself. */
import { createHash } from 'node:crypto';

/** The root of a tree without leaves. */
export const emptyRoot = createHash('sha256').digest();

/** Entries `[start, end)` of a tree. */
export interface Range {
  start: number;
  end: number;
}

/** A complete subtree: the one over entries `[index · 2^height, (index + 1) · 2^height)`. */
export interface Node {
  height: number;
  index: number;
}

export function leafHash(entry: Uint8Array): Buffer {
  return createHash('sha256').update('\0').update(entry).digest();
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update('\x01').update(left).update(right).digest();
}

/** The root over subtrees of equal height in their order; the last one may be lower. */
export function rootOf(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes;
  if (only === undefined) return emptyRoot;
  if (hashes.length === 1) return only;
  const half = powerBelow(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)));
}

/** The subtrees whose hashes prove that entry `index` is in a tree of `size`, from the leaf upwards (section 2.1.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`no entry ${index} in a tree of ${size}`);
  const ranges: Range[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + powerBelow(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/** The subtrees whose hashes prove that a tree of `size` begins with the tree of `oldSize` (section 2.1.2). */
export function consistencyRanges(oldSize: number, size: number): Range[] {
  if (!(oldSize > 0 && oldSize <= size)) throw new RangeError(`a tree of ${size} does not begin with ${oldSize}`);
  const ranges: Range[] = [];
  let [start, end] = [0, size];
  while (end !== oldSize) {
    const middle = start + powerBelow(end - start);
    if (oldSize <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  if (start > 0) ranges.push({ start, end }); // else it is the old root, which the verifier has
  return ranges.reverse();
}

/** The complete subtrees, the highest first, that make up a range of a proof. */
export function nodesOf({ start, end }: Range): Node[] {
  const nodes: Node[] = [];
  for (let from = start; from < end;) {
    const left = end - from;
    const width = left === 1 ? 1 : powerBelow(left + 1);
    nodes.push({ height: Math.log2(width), index: from / width });
    from += width;
  }
  return nodes;
}

/** The hash of a range from those of its {@link nodesOf}. */
export function foldNodes(hashes: readonly Buffer[]): Buffer {
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** RFC 9162 section 2.1.3.2. */
export function provesInclusion(
  leaf: Buffer,
  index: number,
  size: number,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (!(index >= 0 && index < size)) return false;
  let [first, second, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (second === 0) return false;
    const isRight = first % 2 === 1;
    if (isRight || first === second) {
      hash = nodeHash(sibling, hash);
      if (!isRight) [first, second] = climb(first, second);
    } else {
      hash = nodeHash(hash, sibling);
    }
    [first, second] = [half(first), half(second)];
  }
  return second === 0 && hash.equals(root);
}

/** RFC 9162 section 2.1.4.2. Every tree is consistent with the empty one, which needs no proof. */
export function provesConsistency(
  old: { size: number; root: Buffer },
  tree: { size: number; root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (old.size > tree.size || old.size < 0) return false;
  if (old.size === 0) return proof.length === 0 && old.root.equals(emptyRoot);
  if (old.size === tree.size) return proof.length === 0 && old.root.equals(tree.root);
  const [seed, ...path] = isPowerOfTwo(old.size) ? [old.root, ...proof] : proof;
  if (!seed) return false;
  let [first, second] = [old.size - 1, tree.size - 1];
  while (first % 2 === 1) [first, second] = [half(first), half(second)];
  let [oldHash, hash] = [seed, seed];
  for (const sibling of path) {
    if (second === 0) return false;
    const isRight = first % 2 === 1;
    if (isRight || first === second) {
      [oldHash, hash] = [nodeHash(sibling, oldHash), nodeHash(sibling, hash)];
      if (!isRight) [first, second] = climb(first, second);
    } else {
      hash = nodeHash(hash, sibling);
    }
    [first, second] = [half(first), half(second)];
  }
  return second === 0 && oldHash.equals(old.root) && hash.equals(tree.root);
}

/** Up past the levels where the node is a lone left child. */
function climb(first: number, second: number): [number, number] {
  while (first % 2 === 0 && first !== 0) [first, second] = [half(first), half(second)];
  return [first, second];
}

// Sizes outgrow the 32 bits of the bit operators.
const half = (value: number) => Math.floor(value / 2);
const isPowerOfTwo = (value: number) => powerBelow(value + 1) === value;

/** The largest power of two below `value`, which is at least 2. */
function powerBelow(value: number): number {
  let power = 1;
  while (power * 2 < value) power *= 2;
  return power;
}
