/** Organisations and zones by any part of what they are called. Registries are small: their names are read and compared. */
import { type Actor, readable } from '../policy.js';
import { foldText } from '../registry/fold-text.js';
import { Locations, type Location } from '../registry/location.model.js';
import { Organizations, type Organization } from '../registry/organization.model.js';

/** Too short to tell names apart; one Chinese character says enough. */
export function isNameLike(text: string): boolean {
  return text.length > 1 || /\p{Script=Han}/u.test(text);
}

const ofOrganization = { name: 1, kind: 1, taxId: 1, gln: 1, commune: 1, province: 1, organization: 1 } as const;

/** By name, tax number or GLN. */
export async function organizationsNamed(text: string, actor: Actor): Promise<Organization[]> {
  const all = await Organizations.find(readable(actor), ofOrganization).lean<Organization[]>();
  return matching(all, text, ({ name, taxId, gln }) => [name, taxId, gln]);
}

/** By name, growing-area code or GLN; without their outlines. */
export async function zonesNamed(text: string, actor: Actor): Promise<Location[]> {
  const zones = await Locations.find({ ...readable(actor), kind: 'zone' }, { geometry: 0 }).lean<Location[]>();
  return matching(zones, text, ({ name, gln, zone }) => [name, gln, zone?.growingAreaCode]);
}

/** Those of which every word is found, the ones that begin with the text first. */
function matching<T>(records: T[], text: string, wordsOf: (record: T) => (string | null | undefined)[]): T[] {
  const wanted = foldText(text);
  const words = wanted.split(' ');
  return records
    .flatMap((record) => {
      const own = foldText(wordsOf(record).filter(Boolean).join(' '));
      return words.every((word) => own.includes(word)) ? [{ record, own, first: own.startsWith(wanted) ? 0 : 1 }] : [];
    })
    .sort((one, other) => one.first - other.first || (one.own < other.own ? -1 : 1))
    .map(({ record }) => record);
}
