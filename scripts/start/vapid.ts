import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/**
 * The VAPID keys of this state directory, made once and readable by its owner alone: a browser that subscribed with
 * them takes pushes from nobody else.
 */
export function developmentVapidKeys(file: string): Record<"VAPID_PUBLIC_KEY" | "VAPID_PRIVATE_KEY", string> {
  if (!existsSync(file)) write(file);
  const text = readFileSync(file, "utf8");
  return {
    VAPID_PUBLIC_KEY: /^VAPID_PUBLIC_KEY=(.*)$/m.exec(text)?.[1] ?? "",
    VAPID_PRIVATE_KEY: /^VAPID_PRIVATE_KEY=(.*)$/m.exec(text)?.[1] ?? "",
  };
}

function write(file: string): void {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "", d = "" } = privateKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  const lines = [
    "# Made by npm start, for web push.",
    `VAPID_PUBLIC_KEY=${point.toString("base64url")}`,
    `VAPID_PRIVATE_KEY=${d}`,
  ];
  writeFileSync(`${file}.new`, `${lines.join("\n")}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
