/** A stream of bytes as lines, each with its line break; the last one may lack it. */
const lineBreak = 10;

export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let open: Buffer[] = []; // what came of the line that is not yet whole
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let at = bytes.indexOf(lineBreak); at >= 0; at = bytes.indexOf(lineBreak, start)) {
      yield Buffer.concat([...open, bytes.subarray(start, at + 1)]);
      open = [];
      start = at + 1;
    }
    if (start < bytes.length) open.push(bytes.subarray(start));
  }
  if (open.length > 0) yield Buffer.concat(open);
}
