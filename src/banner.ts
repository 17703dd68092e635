/** What the terminal shows when the server is ready. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { firstAdminFile } from './registry/first-admin.js';

const accountsFile = z.array(
  z.object({ role: z.string(), email: z.string(), password: z.string(), organization: z.string().nullish() }),
);
const labelsFile = z.array(z.object({ uri: z.string() }));

/** The address and, where the demo was loaded into this data folder, a product page, a label and the sign-ins. */
export async function describeServer(address: string, dataDir: string): Promise<string> {
  const accounts = await read(join(dataDir, 'demo-accounts.json'), accountsFile);
  const label = (await read(join(dataDir, 'demo-labels.json'), labelsFile))[0]?.uri;
  const lines = [`Nguồn runs at ${address}   (Ctrl-C stops it)`];
  if (label) lines.push(`  product page  ${label.replace(/\/10\/.*$/i, '')}`, `  a label       ${label}`);
  if (accounts.length > 0) lines.push('Sign-ins of the demo:', ...table(accounts.map(cells)));
  const firstAdmin = join(dataDir, firstAdminFile);
  if (existsSync(firstAdmin)) lines.push(`First sign-in: in ${firstAdmin}. Change its password, then delete the file.`);
  return lines.join('\n');
}

const cells = ({ role, email, password, organization }: z.infer<typeof accountsFile>[number]) => [
  role,
  email,
  password,
  organization ?? '',
];

function table(rows: string[][]): string[] {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widthOf(column))).join('  ')}`.trimEnd());
}

/** No file, or one of another form: nothing is shown. */
async function read<T>(path: string, schema: z.ZodType<T[]>): Promise<T[]> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return [];
  }
}
