CREATE TABLE `backup_codes` (
	`user_id` text NOT NULL,
	`code_mac` text NOT NULL,
	PRIMARY KEY(`user_id`, `code_mac`)
);
--> statement-breakpoint
CREATE TABLE `mfa_challenges` (
	`id` text PRIMARY KEY NOT NULL,
	`token_digest` text NOT NULL,
	`user_id` text NOT NULL,
	`amr` text NOT NULL,
	`methods` text NOT NULL,
	`password_set_at` integer NOT NULL,
	`device_name` text,
	`wrong_codes` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mfa_challenges_tokenDigest_unique` ON `mfa_challenges` (`token_digest`);--> statement-breakpoint
CREATE INDEX `mfa_challenges_by_expiry` ON `mfa_challenges` (`expires_at`);--> statement-breakpoint
CREATE INDEX `mfa_challenges_by_user` ON `mfa_challenges` (`user_id`);--> statement-breakpoint
CREATE TABLE `fallback_methods` (
	`user_id` text NOT NULL,
	`method` text NOT NULL,
	`sealed_phone` text,
	`enabled_at` integer,
	PRIMARY KEY(`user_id`, `method`)
);
--> statement-breakpoint
CREATE TABLE `sent_codes` (
	`purpose` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`code_mac` text NOT NULL,
	`wrong_codes` integer DEFAULT 0 NOT NULL,
	`sent` integer DEFAULT 1 NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sent_codes_by_expiry` ON `sent_codes` (`expires_at`);--> statement-breakpoint
CREATE INDEX `sent_codes_by_user` ON `sent_codes` (`user_id`);--> statement-breakpoint
CREATE TABLE `totp_factors` (
	`user_id` text PRIMARY KEY NOT NULL,
	`sealed_secret` text NOT NULL,
	`created_at` integer NOT NULL,
	`enabled_at` integer,
	`last_step` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `oauth_flows` (
	`state_digest` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`browser_digest` text NOT NULL,
	`sealed_secrets` text NOT NULL,
	`redirect_to` text NOT NULL,
	`link_user_id` text,
	`link_session_id` text,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `oauth_flows_by_expiry` ON `oauth_flows` (`expires_at`);--> statement-breakpoint
CREATE TABLE `passkey_challenges` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`challenge` text NOT NULL,
	`user_id` text,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `passkey_challenges_by_expiry` ON `passkey_challenges` (`expires_at`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`credential_id` text NOT NULL,
	`public_key` text NOT NULL,
	`sign_count` integer NOT NULL,
	`transports` text NOT NULL,
	`is_backed_up` integer NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `passkeys_credentialId_unique` ON `passkeys` (`credential_id`);--> statement-breakpoint
CREATE INDEX `passkeys_by_user` ON `passkeys` (`user_id`,`id`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`device_type` text NOT NULL,
	`browser` text,
	`os` text,
	`device_name` text,
	`ip` text NOT NULL,
	`country` text,
	`city` text,
	`created_at` integer NOT NULL,
	`last_activity_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`ended_at` integer
);
--> statement-breakpoint
CREATE INDEX `sessions_by_user` ON `sessions` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `sessions_by_expiry` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`prefix` text NOT NULL,
	`secret_digest` text NOT NULL,
	`permissions` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_secretDigest_unique` ON `api_keys` (`secret_digest`);--> statement-breakpoint
CREATE INDEX `api_keys_by_user` ON `api_keys` (`user_id`,`id`);--> statement-breakpoint
CREATE TABLE `email_changes` (
	`user_id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`session_id` text,
	`token_digest` text,
	`code_mac` text,
	`code_attempts` integer DEFAULT 0 NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `email_changes_tokenDigest_unique` ON `email_changes` (`token_digest`);--> statement-breakpoint
CREATE INDEX `email_changes_by_email` ON `email_changes` (`email`);--> statement-breakpoint
CREATE TABLE `identities` (
	`issuer` text NOT NULL,
	`subject` text NOT NULL,
	`provider` text NOT NULL,
	`user_id` text NOT NULL,
	`email` text,
	`display_name` text,
	`linked_at` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	PRIMARY KEY(`issuer`, `subject`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `identities_by_user` ON `identities` (`user_id`,`provider`);--> statement-breakpoint
CREATE TABLE `password_history` (
	`user_id` text NOT NULL,
	`set_at` integer NOT NULL,
	`password_hash` text NOT NULL,
	PRIMARY KEY(`user_id`, `set_at`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `audit_entries` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`action` text NOT NULL,
	`result` text NOT NULL,
	`actor_id` text,
	`user_id` text,
	`session_id` text,
	`ip` text NOT NULL,
	`country` text,
	`city` text,
	`user_agent` text,
	`request_id` text NOT NULL,
	`details` text NOT NULL,
	`mac` text NOT NULL,
	`seq` integer,
	`chain_mac` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_entries_seq_unique` ON `audit_entries` (`seq`);--> statement-breakpoint
CREATE INDEX `audit_entries_by_user` ON `audit_entries` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `audit_entries_by_actor` ON `audit_entries` (`actor_id`,`id`);--> statement-breakpoint
CREATE INDEX `audit_entries_by_action` ON `audit_entries` (`action`,`id`);--> statement-breakpoint
CREATE INDEX `audit_entries_unlinked` ON `audit_entries` (`id`) WHERE "audit_entries"."seq" IS NULL;--> statement-breakpoint
CREATE TABLE `audit_marks` (
	`name` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`chain_mac` text NOT NULL,
	`mac` text NOT NULL
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_registrations` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`username` text NOT NULL,
	`display_name` text NOT NULL,
	`password_hash` text,
	`identity` text,
	`token_digest` text,
	`code_mac` text,
	`code_attempts` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `__new_registrations`("id", "email", "username", "display_name", "password_hash", "identity", "token_digest", "code_mac", "code_attempts", "created_at", "expires_at") SELECT "id", "email", "username", "display_name", "password_hash", "identity", "token_digest", "code_mac", "code_attempts", "created_at", "expires_at" FROM `registrations`;--> statement-breakpoint
DROP TABLE `registrations`;--> statement-breakpoint
ALTER TABLE `__new_registrations` RENAME TO `registrations`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `registrations_email_unique` ON `registrations` (`email`);--> statement-breakpoint
CREATE UNIQUE INDEX `registrations_username_unique` ON `registrations` (`username`);--> statement-breakpoint
CREATE UNIQUE INDEX `registrations_tokenDigest_unique` ON `registrations` (`token_digest`);--> statement-breakpoint
CREATE INDEX `registrations_by_expiry` ON `registrations` (`expires_at`);--> statement-breakpoint
ALTER TABLE `users` ADD `mfa_enabled` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `roles_version` integer DEFAULT 0 NOT NULL;