import * as fc from "fast-check";
import { ConversationCommand } from "../../src/features/chat/contract.ts";

/** Lines of which none is a command: JSON of any kind, text, and commands with something wrong. */
export function malformedLines(count: number): string[] {
  const command = { id: "1", type: "message.send", clientId: "c", content: "Hello." };
  const broken = fc
    .tuple(fc.constantFrom(...Object.keys(command)), fc.jsonValue())
    .map(([key, value]) => JSON.stringify({ ...command, [key]: value }));
  const cut = fc.nat(JSON.stringify(command).length - 2).map((at) => JSON.stringify(command).slice(0, at + 1));
  const extra = fc
    .tuple(fc.string(), fc.jsonValue())
    .map(([key, value]) => JSON.stringify({ ...command, [key]: value }));
  const line = fc
    .oneof(broken, cut, extra, fc.json(), fc.string({ unit: "binary" }))
    .filter((text) => text.isWellFormed() && text.trim() !== "" && !text.includes("\n") && text !== "ping")
    .filter((text) => !isCommand(text));
  return fc.sample(line, count);
}

function isCommand(text: string): boolean {
  try {
    return ConversationCommand.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
