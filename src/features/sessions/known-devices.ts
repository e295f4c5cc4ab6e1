import { digest } from "../../platform/crypto/digest.ts";
import { newSecret } from "../../platform/crypto/random.ts";
import { newId } from "../../platform/ids/typeid.ts";
import type { RememberedDevice } from "./contract.ts";
import type { NewSession } from "./session-hub.ts";
import { type DeviceRow, renderRememberedDevice } from "./session-rows.ts";

const rememberedMs = 30 * 24 * 3600 * 1000;
const maxDevices = 100;

/** The devices that a user has signed in with, in the storage of the user's hub: each holds a secret of its own. */
export class KnownDevices {
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
  }

  recognise(secret: string, now: number): { id: string; isRemembered: boolean } | null {
    const [row] = this.#sql
      .exec<{ id: string; remembered_until: number }>(
        "SELECT id, remembered_until FROM devices WHERE digest = ?",
        digest(secret),
      )
      .toArray();
    return row ? { id: row.id, isRemembered: row.remembered_until > now } : null;
  }

  /** Notes a sign-in. @returns the secret of the device: its own where it is known, a new one otherwise. */
  see({ deviceSecret, rememberDevice, device, ip, location }: NewSession, now: number): string {
    const known = deviceSecret === undefined ? null : this.recognise(deviceSecret, now);
    const secret = known && deviceSecret !== undefined ? deviceSecret : newSecret();
    this.#sql.exec(
      `INSERT INTO devices (id, digest, created_at, last_seen_at, device_type, browser, os, device_name, ip, country, city)
         VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (digest) DO UPDATE SET last_seen_at = ?3, device_type = ?4, browser = ?5, os = ?6,
           device_name = coalesce(?7, device_name), ip = ?8, country = ?9, city = ?10`,
      known?.id ?? newId("dev"),
      digest(secret),
      now,
      device.type,
      device.browser,
      device.os,
      device.name,
      ip,
      location?.country ?? null,
      location?.city ?? null,
    );
    if (rememberDevice)
      this.#sql.exec("UPDATE devices SET remembered_until = ? WHERE digest = ?", now + rememberedMs, digest(secret));
    this.#sql.exec(
      "DELETE FROM devices WHERE id NOT IN (SELECT id FROM devices ORDER BY last_seen_at DESC, id DESC LIMIT ?)",
      maxDevices,
    );
    return secret;
  }

  listRemembered(now: number): RememberedDevice[] {
    return this.#sql
      .exec<DeviceRow>("SELECT * FROM devices WHERE remembered_until > ? ORDER BY last_seen_at DESC, id DESC", now)
      .toArray()
      .map(renderRememberedDevice);
  }

  /** Has one device, or all of them, stand for the second factor no longer. @returns whether any did. */
  forget(now: number, id?: string): boolean {
    const { rowsWritten } = this.#sql.exec(
      "UPDATE devices SET remembered_until = 0 WHERE remembered_until > ?1 AND (?2 IS NULL OR id = ?2)",
      now,
      id ?? null,
    );
    return rowsWritten > 0;
  }
}
