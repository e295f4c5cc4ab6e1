/**
 * Reads JSON that the server sent, as what its contract says it is. The server's tests hold it to that;
 * checking again here would put a validator into every page.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- this is where JSON gets its type
export function parseTrusted<T>(text: string): T {
  const value: T = JSON.parse(text);
  return value;
}
