/** Prints the CBV 2.0 event hash ID of each event in an EPCIS 2.0 JSON-LD file: `npm run event-hash -- FILE.jsonld` */
import { readFile } from 'node:fs/promises';
import { eventHashId } from '../src/epcis/event-hash.js';
import { eventTypes } from '../src/epcis/vocabulary.js';

type JsonObject = Record<string, unknown>;

/** What is wrong with the file, in one sentence. */
class BadFile extends Error {}

const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

async function readDocument(file: string): Promise<JsonObject> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadFile(`Cannot read ${file}: ${code === 'ENOENT' ? 'there is no such file' : code}.`);
  });
  try {
    return objectOf(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    throw new BadFile(`${file} is not JSON.`);
  }
}

/** The events of an EPCISDocument, an EPCISQueryDocument or a bare event. */
function eventsOf(document: JsonObject, file: string): JsonObject[] {
  const body = objectOf(document.epcisBody);
  const results = objectOf(objectOf(body.queryResults).resultsBody);
  const single = 'epcisBody' in document ? body.event : document.type && document;
  const list = body.eventList ?? results.eventList ?? (single ? [single] : undefined);
  if (!Array.isArray(list)) throw new BadFile(`${file} is neither an EPCIS 2.0 JSON document nor an event.`);
  return list.map((item: unknown, index) => {
    const event = objectOf(item);
    if (!eventTypes.some((type) => type === event.type)) {
      throw new BadFile(`${file}: event ${index + 1} has no EPCIS event type (such as ${eventTypes[0]}).`);
    }
    if (typeof event.eventTime !== 'string') throw new BadFile(`${file}: event ${index + 1} has no eventTime.`);
    return event;
  });
}

/** Field names under `…:ignoreFields`: a repository names its own additions there, which are no part of the event. */
function ignoredFields(document: JsonObject): string[] {
  const holders = [document, objectOf(objectOf(document.epcisBody).queryResults)];
  const lists = holders.flatMap(Object.entries<unknown>).filter(([name]) => name.endsWith(':ignoreFields'));
  return lists.flatMap(([, names]) => names).filter((name) => typeof name === 'string');
}

async function main(file: string | undefined): Promise<void> {
  if (!file) throw new BadFile('Name a file: npm run event-hash -- FILE.jsonld');
  const document = await readDocument(file);
  const ignored = ignoredFields(document);
  const lines = eventsOf(document, file).map((event) => eventHashId(event, document['@context'], ignored));
  for (const line of lines) console.log(line);
}

await main(process.argv[2]).catch((error: unknown) => {
  if (!(error instanceof BadFile)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
