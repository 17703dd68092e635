/** Who must add what a record lacks, and the form in which it is done. */
import { mayEdit, type Actor, type Role } from '../policy.js';
import { type Told } from './check.js';
import { type Part, type SubjectKind } from './finding.js';

interface Keeper {
  /** Whoever may: an admin may everything of the registry besides. */
  role: Exclude<Role, 'inspector'>;
  form: (id: string) => string;
}

const edits = (records: string) => (id: string) => `/${records}/${id}/edit`;

const keepers: Record<Exclude<SubjectKind, 'nothing'>, Keeper> = {
  product: { role: 'producer', form: edits('products') },
  organization: { role: 'producer', form: edits('organizations') },
  place: { role: 'producer', form: edits('locations') },
  certificate: { role: 'producer', form: edits('certificates') },
  event: { role: 'producer', form: (id) => `/corrections/new?${new URLSearchParams({ event: id }).toString()}` },
};

/** Of an organisation: the office enters them, see `organization.service.ts`. */
const ofOffice: Part[] = ['party', 'business-name', 'tax-number'];

export interface Duty {
  role: Keeper['role'] | null;
  /** Address of the form, for a reader who may fill it in. */
  form: string | null;
}

/** Who must add a part of a record; null where this server has no place for it. */
export function roleOf({ kind, part }: Pick<Told, 'kind' | 'part'>): Duty['role'] {
  if (kind === 'nothing') return null;
  return kind === 'organization' && ofOffice.includes(part) ? 'admin' : keepers[kind].role;
}

export function dutyOf(told: Told, actor: Actor): Duty {
  const { kind, id, keeper } = told;
  const role = roleOf(told);
  if (kind === 'nothing') return { role, form: null };
  const isOwn = keeper !== null && mayEdit(actor, { organization: keeper.id });
  const may = isOwn && (actor.role === role || (actor.role === 'admin' && kind !== 'event'));
  return { role, form: id !== '' && may ? keepers[kind].form(id) : null };
}
