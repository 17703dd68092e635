/** Outlines of communes. The province office enters them; locations name their commune in the same words. */
import { z } from 'zod';
import { trusted } from '../db.js';
import { requireRole, type Actor, type By } from '../policy.js';
import { area } from './area.js';
import { Communes, type Area, type Commune } from './commune.model.js';
import { fieldFault, line } from './fields.js';
import { Locations, type Location } from './location.model.js';
import { createRecord, getRecord, idFor, pageOfRecords, replaceRecord, type Page } from './records.js';

export const communeInput = z.strictObject({
  name: line(100),
  province: line(100),
  source: line(200),
  outline: area.optional(),
});
export type CommuneInput = z.output<typeof communeInput>;

/**
 * @param file the outline as a GeoJSON file; it takes the place of a typed one
 * @throws DomainError `role-not-allowed`; `already-exists` at `name`
 * @throws ZodError for an outline that is none, at `file` or `outline`
 */
export async function createCommune(input: CommuneInput, by: By, file?: Buffer): Promise<Commune> {
  requireRole(by.actor, 'admin');
  const facts = { ...input, outline: outlineIn(input, file), key: communeKey(input.province, input.name) };
  const record = { _id: idFor(by, 'commune'), organization: by.actor.organization, ...facts, createdAt: by.now };
  return createRecord(Communes, record, { key: 'name' });
}

/** @throws as {@link createCommune}; `not-found` */
export async function updateCommune(id: string, input: CommuneInput, by: By, file?: Buffer): Promise<Commune> {
  requireRole(by.actor, 'admin');
  await getCommune(id, by.actor);
  const facts = { ...input, outline: outlineIn(input, file), key: communeKey(input.province, input.name) };
  return replaceRecord(Communes, id, facts, { actor: by.actor, fieldOf: { key: 'name' } });
}

function outlineIn({ outline }: CommuneInput, file: Buffer | undefined): Area {
  if (!file && !outline) throw fieldFault('outline', 'required');
  if (!file) return outline as Area;
  const read = area.safeParse(file.toString('utf8'));
  if (!read.success) throw fieldFault('file', read.error.issues[0]?.message ?? 'not-an-area');
  return read.data;
}

/** @throws DomainError `not-found` */
export function getCommune(id: string, actor: Actor): Promise<Commune> {
  return getRecord(Communes, id, actor);
}

export function pageOfCommunes(actor: Actor, offset: number): Promise<Page<Commune>> {
  return pageOfRecords(Communes, actor, { sort: 'key', offset });
}

type Place = Pick<Location, 'commune' | 'province'>;

/** The communes of some places, by {@link communeKey}; those without an outline are left out. */
export async function communesOf(places: Place[]): Promise<Map<string, Commune>> {
  const keys = [...new Set(places.flatMap((place) => keyOfPlace(place) ?? []))];
  if (keys.length === 0) return new Map();
  const found = await Communes.find({ key: trusted({ $in: keys }) }).lean();
  return new Map(found.map((commune) => [commune.key, commune]));
}

/** Communes that zones name and whose outline is not here, by name. */
export async function communesWithoutOutline(): Promise<{ name: string; province: string }[]> {
  const zones = await Locations.find({ kind: 'zone' }, { commune: 1, province: 1 }).lean();
  const named = new Map(zones.flatMap((zone) => (keyOfPlace(zone) ? [[keyOfPlace(zone), zone] as const] : [])));
  const known = new Set((await Communes.find({}, { key: 1 }).lean()).map(({ key }) => key));
  const missing = [...named].filter(([key]) => !known.has(key ?? '')).map(([, zone]) => zone);
  return missing
    .map(({ commune, province }) => ({ name: commune ?? '', province: province ?? '' }))
    .sort((one, other) => one.name.localeCompare(other.name, 'vi'));
}

export function keyOfPlace({ commune, province }: Place): string | null {
  return commune && province ? communeKey(province, commune) : null;
}

const tones = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** The same for `Hòa An` and `Hoà An`, which are one name in two habits of writing the tone. */
function communeKey(province: string, name: string): string {
  return `${spelled(province)}/${spelled(name)}`;
}

function spelled(name: string): string {
  const words = name.normalize('NFD').toLowerCase().split(/\s+/);
  return words.map((word) => word.replace(tones, '') + (word.match(tones) ?? []).join('')).join(' ');
}
