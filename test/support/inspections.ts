/** Inspections in one line each, for tests: planned, begun, answered, concluded by Minh unless told otherwise. */
import { type PersonName, type World } from './world.js';

export const dueOn = '2099-12-01';
export const inspectedAt = '2026-10-03T08:30:00+07:00';

export interface Conducted {
  id: string;
  revision: number;
  answers: { code: string; finding?: string | null; note?: string | null }[];
}

export function inspecting(world: World) {
  const as = (who: PersonName) => world.as[who];
  const send = async (method: 'post' | 'put', path: string, body: object, who: PersonName) => {
    const res = await as(who)[method](path, body);
    if (res.status >= 300) throw new Error(`${path}: ${res.status} ${res.text}`);
    return res.body;
  };
  const codes = async (id: string) => {
    const page = await as('minh').get(`/inspections/${id}/findings/edit`);
    return [...page.text.matchAll(/name="answers\.\d+\.code" value="([^"]+)"/g)].map(([, code = '']) => code);
  };
  return {
    plan: async (more: object = {}, who: PersonName = 'minh'): Promise<string> =>
      (
        await send(
          'post',
          '/api/inspections',
          { organization: 'org-hoa', dueOn, checklist: 'tcvn-13167', ...more },
          who,
        )
      ).id,
    begin: async (id: string) => await send('post', `/api/inspections/${id}/beginnings`, {}, 'minh'),
    codes,
    /** With every criterion found the same, but those that are named. */
    save: async (id: string, revision = 0, named: Record<string, string> = {}): Promise<Conducted> => {
      const answers = (await codes(id)).map((code) => ({ code, finding: named[code] ?? 'conforms' }));
      return send('put', `/api/inspections/${id}/findings`, { revision, answers, summary: 'Đã xem sổ.' }, 'minh');
    },
    conclude: (id: string, revision: number, result = 'conformant', who: PersonName = 'minh') =>
      as(who).post(`/api/inspections/${id}/conclusions`, {
        ...{ revision, result, summary: 'Kết luận thử.', eventTime: inspectedAt },
      }),
    /** From the plan to the record. */
    conduct: async (more: object = {}, result = 'conformant', named: Record<string, string> = {}): Promise<string> => {
      const steps = inspecting(world);
      const id = await steps.plan(more);
      await steps.begin(id);
      const { revision } = await steps.save(id, 0, named);
      const res = await steps.conclude(id, revision, result);
      if (res.status >= 300) throw new Error(`conclusion: ${res.status} ${res.text}`);
      return id;
    },
  };
}

export type Inspecting = ReturnType<typeof inspecting>;
