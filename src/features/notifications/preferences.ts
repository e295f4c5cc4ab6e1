import { migrate } from "../../platform/db/object-schema.ts";
import {
  type ChannelChoice,
  criticalTypes,
  NotificationPreferences,
  NotificationType,
  type ReplacePreferences,
} from "./contract.ts";

const schema = [
  `CREATE TABLE notification_preferences (one INTEGER PRIMARY KEY CHECK (one = 1), given TEXT NOT NULL) STRICT`,
];

/** What waits for somebody to act, and what says that somebody is waiting. */
const mailed = new Set<NotificationType>([
  "application_submitted",
  "application_approved",
  "application_rejected",
  "job_application_status",
  "payment_received",
  "payment_failed",
  "payment_due",
  "space_invitation",
  "mention",
  "new_message",
  "security_alert",
]);
/** Only to browsers that have subscribed. */
const pushed = new Set<NotificationType>(["mention", "new_message"]);

/** What somebody hears of who has said nothing. A text message is for what is critical, where a phone is known. */
function firstChoice(type: NotificationType): ChannelChoice {
  return {
    inApp: true,
    email: mailed.has(type),
    sms: criticalTypes.includes(type),
    whatsapp: false,
    push: pushed.has(type),
  };
}

const first: ReplacePreferences = {
  types: {},
  quietHours: { enabled: false, start: "22:00", end: "07:00", timeZone: "UTC" },
  digest: "off",
};

/**
 * What one user hears of, how and when, in the storage of the user's hub: it is read for every notification,
 * which the hub alone adds, and so costs no call; and the hub is its only writer.
 *
 * Kept is what was given, so that what is not named follows the defaults, also for types that come later.
 */
export class Preferences {
  readonly #sql: SqlStorage;
  #present: NotificationPreferences | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    migrate(storage, "notification-preferences", schema);
  }

  get(): NotificationPreferences {
    this.#present ??= complete(this.#given());
    return this.#present;
  }

  choiceOf(type: NotificationType): ChannelChoice {
    return this.get().types[type];
  }

  replace(given: ReplacePreferences): NotificationPreferences {
    this.#sql.exec("INSERT OR REPLACE INTO notification_preferences (one, given) VALUES (1, ?)", JSON.stringify(given));
    this.#present = undefined;
    return this.get();
  }

  /** No more mails of a type; or no digest, and then none that is not critical either: fewer mails were asked for. */
  unsubscribe(subject: NotificationType | "digest"): void {
    const { types, quietHours, digest } = this.get();
    const unwanted = subject === "digest" ? NotificationType.options : [subject];
    const changed = unwanted
      .filter((type) => !criticalTypes.includes(type))
      .map((type) => [type, { ...types[type], email: false }] as const);
    this.replace({
      types: { ...this.#given().types, ...Object.fromEntries(changed) },
      quietHours,
      digest: subject === "digest" ? "off" : digest,
    });
  }

  #given(): ReplacePreferences {
    const row = this.#sql.exec<{ given: string }>("SELECT given FROM notification_preferences").toArray()[0];
    return row ? JSON.parse(row.given) : first;
  }
}

function complete({ types, quietHours, digest }: ReplacePreferences): NotificationPreferences {
  const chosen = NotificationType.options.map((type) => [type, types[type] ?? firstChoice(type)] as const);
  return NotificationPreferences.parse({ types: Object.fromEntries(chosen), quietHours, digest });
}
