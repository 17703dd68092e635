/** The demo data of an empty store. */
export async function loadDemo(): Promise<void> {
  await Promise.resolve();
}
