/** A load of GET requests over connections that are kept, with as little work a request as the machine's cores allow. */
import { once } from 'node:events';
import { connect } from 'node:net';

export interface Answers {
  /** Milliseconds from the first request to the last answer, and of each request. */
  millis: number;
  each: number[];
}

const headers =
  'Host: bench.test\r\nAccept: text/html,*/*;q=0.8\r\nAccept-Language: vi\r\nConnection: keep-alive\r\n\r\n';

/**
 * Asks for every target once.
 * @param expected what each answer must hold
 * @throws Error for an answer other than 200, or without what is expected
 */
export async function load(port: number, targets: readonly string[], { connections = 64, expected = '' } = {}) {
  let next = 0;
  const each: number[] = [];
  const started = performance.now();
  const worker = async () => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
    for (let target = targets[next++]; target !== undefined; target = targets[next++]) {
      const asked = performance.now();
      socket.write(`GET ${target} HTTP/1.1\r\n${headers}`);
      const answer = await readAnswer(chunks);
      each.push(performance.now() - asked);
      if (!answer.subarray(0, 15).equals(ok)) throw new Error(`GET ${target}: ${answer.toString().slice(0, 300)}`);
      if (!answer.includes(expected)) throw new Error(`GET ${target} is answered without ${expected}`);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { millis: performance.now() - started, each } satisfies Answers;
}

const ok = Buffer.from('HTTP/1.1 200 OK');
const endOfHead = '\r\n\r\n';

async function readAnswer(chunks: AsyncIterator<Buffer, undefined>): Promise<Buffer> {
  let answer: Buffer = Buffer.alloc(0);
  for (let wanted = Infinity; answer.length < wanted;) {
    const { value } = await chunks.next();
    if (!value) throw new Error('the server has closed the connection');
    answer = answer.length === 0 ? value : Buffer.concat([answer, value]);
    const head = wanted === Infinity ? answer.indexOf(endOfHead) : -1;
    if (head < 0) continue;
    const length = /\r\ncontent-length: (\d+)/i.exec(answer.toString('latin1', 0, head))?.[1];
    if (length === undefined) throw new Error('an answer without a length');
    wanted = head + endOfHead.length + Number(length);
  }
  return answer;
}
