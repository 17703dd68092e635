/** Checklists: those of the table, and own ones, which inspectors and the office copy from others and change. */
import { z } from 'zod';
import { isDuplicateKey } from '../db.js';
import { DomainError } from '../errors.js';
import { checkAlways } from '../http/check-always.js';
import { requireRole, type Actor, type By } from '../policy.js';
import { line, reference, whole } from '../registry/fields.js';
import { idFor } from '../registry/records.js';
import { tableChecklists, themes, type Checklist } from './checklist-table.js';
import { Checklists } from './checklist.model.js';

export const keepers = ['inspector', 'admin'] as const;
export const maxItems = 100;

const translated = (max: number) =>
  z.strictObject({ vi: line(max), en: line(max).optional(), zh: line(max).optional() });

/** A row whose text is blank is left out, which is how one is removed. */
const row = z.strictObject({
  code: line(12),
  theme: z.enum(themes, 'bad-choice'),
  text: translated(500).optional(),
});

export const newChecklist = z.strictObject({ from: reference, names: translated(200) });

export const checklistChange = z
  .strictObject({
    version: whole.meta({ description: 'The version that the change begins from' }),
    names: translated(200),
    items: z.array(row).min(1, 'required').max(maxItems),
  })
  .check(
    checkAlways(({ value, issues }) => {
      const seen = new Set<string>();
      for (const [index, item] of (Array.isArray(value.items) ? value.items : []).entries()) {
        if (seen.has(item?.code))
          issues.push({ code: 'custom', message: 'repeated', path: ['items', index, 'code'], input: item.code });
        seen.add(item?.code);
      }
    }),
  );

/** The latest version of each, those of the table first. */
export async function listChecklists(actor: Actor): Promise<Checklist[]> {
  requireRole(actor, ...keepers);
  const own = await Checklists.find({}).sort({ checklist: 1, version: 1 }).lean();
  const latest = new Map([...tableChecklists, ...own].map((each) => [each.checklist, each]));
  return [...latest.values()];
}

/**
 * @param version the latest unless given
 * @throws DomainError `not-found`
 */
export async function getChecklist(id: string, version?: number, field?: string): Promise<Checklist> {
  const ofTable = tableChecklists.filter(({ checklist }) => checklist === id);
  const wanted = version === undefined ? ofTable.at(-1) : ofTable.find((each) => each.version === version);
  const query = version === undefined ? { checklist: id } : { checklist: id, version };
  const found = wanted ?? (await Checklists.findOne(query).sort({ version: -1 }).lean());
  if (!found) throw new DomainError('not-found', {}, field);
  const { checklist, names, source = null, items } = found;
  return { checklist, version: found.version, names, source, items };
}

export async function hasChecklist(id: string): Promise<boolean> {
  return isOfTable(id) || (await Checklists.exists({ checklist: id })) !== null;
}

export const isOfTable = (id: string) => tableChecklists.some(({ checklist }) => checklist === id);

/** @throws DomainError `role-not-allowed`, `not-found` at `from` */
export async function copyChecklist({ from, names }: z.output<typeof newChecklist>, by: By): Promise<Checklist> {
  requireRole(by.actor, ...keepers);
  const { source, items, version } = await getChecklist(from, undefined, 'from');
  const checklist = idFor(by, 'checklist');
  await store({ checklist, version: 1, names, source: source ?? null, items }, `${from}.${version}`, by).catch(
    unlessMade,
  );
  return getChecklist(checklist, 1);
}

/**
 * Makes the next version of an own checklist. Inspections that have begun keep theirs.
 * @throws DomainError `role-not-allowed`, `not-found` also for one of the table, `changed-since` when somebody else made
 * a version after the one that the change begins from
 */
export async function changeChecklist(
  id: string,
  { version, names, items }: z.output<typeof checklistChange>,
  by: By,
): Promise<Checklist> {
  requireRole(by.actor, ...keepers);
  if (isOfTable(id)) throw new DomainError('not-found');
  const before = await getChecklist(id);
  if (before.version !== version) throw new DomainError('changed-since');
  const kept = items.flatMap(({ text, ...item }) => (text ? { ...item, text } : []));
  if (kept.length === 0) throw new DomainError('invalid-request', {}, 'items');
  const next = { checklist: id, version: version + 1, names, source: before.source ?? null, items: kept };
  await store(next, `${id}.${version}`, by).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('changed-since') : error;
  });
  return next;
}

async function store(next: Checklist, from: string, by: By): Promise<void> {
  const _id = `${next.checklist}.${next.version}`;
  await Checklists.create({ _id, ...next, from, by: by.actor.id, createdAt: by.now });
}

/** The same request, sent again. */
function unlessMade(error: unknown): void {
  if (!isDuplicateKey(error)) throw error;
}
