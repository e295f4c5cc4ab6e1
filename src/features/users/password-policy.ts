import type { Config } from "../../platform/config/config.ts";
import { Problem } from "../../platform/http/problem.ts";

/**
 * Length is what counts (NIST SP 800-63B §3.1.1.2), measured in characters as people see them typed.
 *
 * @throws Problem `VALIDATION_FAILED` naming the field.
 */
export function requireGoodPassword(config: Config, password: string, field: string): void {
  const length = Array.from(password.normalize("NFKC")).length;
  if (length >= config.PASSWORD_MIN_LENGTH) return;
  throw new Problem("VALIDATION_FAILED", undefined, {
    errors: [{ path: field, message: `must have at least ${config.PASSWORD_MIN_LENGTH} characters` }],
  });
}
