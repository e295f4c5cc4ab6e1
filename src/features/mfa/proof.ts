/** What a session has proved, and what was proved besides (RFC 8176), each once. */
export function withProof(amr: string[], proved: string[]): string[] {
  return [...new Set([...amr.filter((one) => one !== "mfa"), ...proved])];
}
