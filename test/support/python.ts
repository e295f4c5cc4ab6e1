import { existsSync } from "node:fs";

/** The interpreter that finds what the system's packages install, which another first on the path may not. */
export function python(): string {
  return existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
}
