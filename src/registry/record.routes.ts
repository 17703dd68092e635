/** The pages and the JSON of a kind of record: list, create, show, edit. Every kind is mounted by the same function. */
import { type Request, type Router } from 'express';
import { z } from 'zod';
import { config } from '../config.js';
import { localDay } from '../epcis/time.js';
import { mountAction } from '../http/action.js';
import { describeRoute, type Answer, type Description } from '../http/describe.js';
import { pagesAround } from '../http/pager.js';
import { lang, offset } from '../http/query.js';
import { allow, byOf, parse } from '../http/request.js';
import { mayEdit, type Actor, type By, type Role } from '../policy.js';
import { shownExample, type RecordApi } from './api.js';
import { namesOfOrganizations, organizationChoices } from './organization.service.js';
import { pageSize, type Owned, type Page } from './records.js';

const listQuery = z.strictObject({ offset: offset(), q: z.string().max(100).optional(), lang });

export interface RecordKind<T extends Owned, N extends z.ZodType, E extends z.ZodType> {
  /** Its address, `/products`, and the folder of its views. */
  name: string;
  readers: Role[];
  makers: Role[];
  editors: Role[];
  newSchema: N;
  editSchema: E;
  page: (actor: Actor, offset: number, search?: string) => Promise<Page<T>>;
  get: (id: string, actor: Actor) => Promise<T>;
  create: (input: z.output<N>, by: By, file?: Buffer) => Promise<T>;
  update: (id: string, input: z.output<E>, by: By, file?: Buffer) => Promise<T>;
  present: (record: T) => object;
  /** What the form of a record begins with. */
  typed: (record: T) => object;
  api: RecordApi<z.input<N>, z.input<E>>;
  /** More of what a page shows; `record` is null on the form of a new one. */
  listModel?: (records: T[], today: string) => object | Promise<object>;
  showModel?: (record: T, today: string, actor: Actor) => Promise<object>;
  formModel?: (record: T | null, actor: Actor) => Promise<object>;
}

export function mountRecords<T extends Owned, N extends z.ZodType, E extends z.ZodType>(
  router: Router,
  kind: RecordKind<T, N, E>,
): void {
  mountList(router, kind);
  mountForms(router, kind); // before the pages of one record: `new` is no identifier
  const { name } = kind;
  const guard = allow(...kind.readers);

  router.get(`/${name}/:id`, guard, async (req, res) => {
    const by = byOf(req);
    const record = await kind.get(String(req.params.id), by.actor);
    const names = await namesOfOrganizations([record.organization]);
    res.render(`${name}/show`, {
      record,
      today: todayOf(by),
      organizationName: names.get(record.organization) ?? '',
      editable: kind.editors.includes(by.actor.role) && mayEdit(by.actor, record),
      ...(await kind.showModel?.(record, todayOf(by), by.actor)),
    });
  });

  describeRoute({
    ...describeOne(kind.api, 'Read'),
    method: 'get',
    path: `/api/${name}/:id`,
    roles: kind.readers,
  });
  router.get(`/api/${name}/:id`, guard, async (req, res) => {
    res.json(kind.present(await kind.get(String(req.params.id), byOf(req).actor)));
  });
}

function mountList<T extends Owned, N extends z.ZodType, E extends z.ZodType>(
  router: Router,
  kind: RecordKind<T, N, E>,
): void {
  const guard = allow(...kind.readers);
  const load = async (req: Request) => {
    const { offset, q } = parse(listQuery, req.query);
    return { q, page: await kind.page(byOf(req).actor, offset, q) };
  };

  router.get(`/${kind.name}`, guard, async (req, res) => {
    const { q = '', page } = await load(req);
    const by = byOf(req);
    const names = await namesOfOrganizations(page.items.map((record) => record.organization));
    res.render(`${kind.name}/list`, {
      records: page.items,
      names: Object.fromEntries(names),
      total: page.total,
      pager: pagerOf(`/${kind.name}`, q, page),
      values: { q },
      today: todayOf(by),
      mayAdd: kind.makers.includes(by.actor.role),
      ...(await kind.listModel?.(page.items, todayOf(by))),
    });
  });

  describeRoute({
    tag: kind.api.tag,
    summary: `List ${kind.api.many}`,
    method: 'get',
    path: `/api/${kind.name}`,
    roles: kind.readers,
    query: listQuery,
    answer: pageAnswer(kind.api),
  });
  router.get(`/api/${kind.name}`, guard, async (req, res) => {
    const { page } = await load(req);
    res.json({ items: page.items.map(kind.present), ...(page.next !== undefined && { next: page.next }) });
  });
}

function mountForms<T extends Owned, N extends z.ZodType, E extends z.ZodType>(
  router: Router,
  kind: RecordKind<T, N, E>,
): void {
  const { name } = kind;
  const view = `${name}/form`;
  const address = (record: T) => `/${name}/${record._id}`;
  const load = (req: Request, by: By) => kind.get(String(req.params.id), by.actor);
  const model = async (record: T | null, by: By) => ({
    record,
    organizations: by.actor.role === 'admin' ? await organizationChoices() : null,
    ...(await kind.formModel?.(record, by.actor)),
  });

  mountAction(router, {
    roles: kind.makers,
    form: `/${name}/new`,
    path: `/${name}`,
    schema: kind.newSchema,
    run: (input, by, req) => kind.create(input, by, req.file?.buffer),
    view,
    model: (_req, by) => model(null, by),
    next: address,
    location: address,
    present: kind.present,
    api: { ...describeOne(kind.api, 'Register'), example: kind.api.newExample },
  });
  mountAction(router, {
    roles: kind.editors,
    form: `/${name}/:id/edit`,
    path: `/${name}/:id`,
    method: 'put',
    schema: kind.editSchema,
    run: (input, by, req) => kind.update(String(req.params.id), input, by, req.file?.buffer),
    view,
    model: async (req, by) => model(await load(req, by), by),
    values: async (req, by) => kind.typed(await load(req, by)),
    next: address,
    present: kind.present,
    api: { ...describeOne(kind.api, 'Replace'), example: kind.api.editExample },
  });
}

function describeOne<N, E>(api: RecordApi<N, E>, verb: 'Read' | 'Register' | 'Replace'): Description {
  const { tag, one, answer, file, refusals = [] } = api;
  return {
    tag,
    summary: `${verb} ${one}`,
    ...(verb === 'Replace' && { description: 'What is left out is gone afterwards.' }),
    ...(verb !== 'Read' && { ...(file && { file }), refusals: ['already-exists', 'not-found', ...refusals] }),
    answer: { schema: answer, example: shownExample(api) },
  };
}

function pageAnswer<N, E>(api: RecordApi<N, E>): Answer {
  const next = z.int().optional().meta({ description: 'Offset of the next page; absent on the last one' });
  return { schema: z.object({ items: z.array(api.answer), next }), example: { items: [shownExample(api)] } };
}

function todayOf(by: By): string {
  return localDay(by.now, config.utcOffset);
}

/** Addresses of the pages around; null when there is but one. */
function pagerOf(path: string, search: string, { items, offset, total, next }: Page<unknown>): object | null {
  if (offset === 0 && next === undefined) return null;
  const query = (to: number) => new URLSearchParams({ ...(search && { q: search }), offset: String(to) }).toString();
  const address = (to: number) => `${path}?${query(to)}`;
  return {
    ...pagesAround({ offset, size: pageSize, more: next !== undefined }, address),
    summary: `${offset + Math.min(1, items.length)}–${offset + items.length} / ${total}`,
  };
}
